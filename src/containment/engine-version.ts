/** The engine's version; a verdict is stored with it. */
export const ENGINE_VERSION = '8';
