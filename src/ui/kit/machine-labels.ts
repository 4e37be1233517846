/** What imports keep in labels is for machines: it is shown nowhere as a label, and stays as it is. */
export function isForMachines(label: string): boolean {
  return label.startsWith('asyncapi.');
}
