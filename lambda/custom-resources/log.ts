type Fields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One line of JSON for each decision. Never an event or a response as a whole: what is logged is chosen. */
export const log = {
  info: (message: string, fields: Fields) => write('INFO', message, fields),
  warn: (message: string, fields: Fields) => write('WARN', message, fields),
  error: (message: string, fields: Fields) => write('ERROR', message, fields),
};

function write(level: string, message: string, fields: Fields): void {
  // eslint-disable-next-line no-console
  console.log(JSON.stringify({ level, message, ...fields }));
}
