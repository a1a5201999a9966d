/** What Vite makes of these imports. */
declare module '*?url' {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: Vite's form
  export default url;
}
