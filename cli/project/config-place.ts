import { join } from 'node:path';
import { CONFIG_FILE } from '../../src/project/config.ts';
import { decodeSource } from '../io.ts';
import { readRegularSync } from '../../src/files/read-file.ts';
import { outlinePlace } from '../report/outline-places.ts';
import type { OutlinePlace } from '../report/outline.ts';
import type { Project } from './project.ts';

/** The place of a value in the configuration of a project, by its JSON Pointer. Reads the text again. */
export function configPlace({ folder, label }: Pick<Project, 'folder' | 'label'>, pointer: string): OutlinePlace {
  const file = label(CONFIG_FILE);
  return outlinePlace({ label: file, text: decodeSource(readRegularSync(join(folder, CONFIG_FILE)), file) }, pointer);
}
