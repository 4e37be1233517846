// The command line, as a user who may write next to nothing: for a test that may itself run as root.
if (process.getuid() === 0) process.setuid(65_534);
process.argv.splice(1, 1, 'sluice');
await import('../../dist/cli/main.js');
