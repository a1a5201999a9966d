/** Version of the whole project, as reports, the API and the command line give it. The same as in package.json (tested). */
export const VERSION = '0.1.0';
