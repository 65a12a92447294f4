// Elements are made one by one, never from a string of HTML: a portal may forbid that (Trusted Types).
// Libraries that come as components say themselves whether they use runes.
export default {
  compilerOptions: { css: "external", runes: true, fragments: "tree" },
  vitePlugin: {
    dynamicCompileOptions: ({ filename }) => (filename.includes("node_modules") ? { runes: undefined } : undefined),
  },
};
