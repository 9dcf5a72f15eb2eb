import path from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `smac serve` answers at this address while the page is worked on.
const api = process.env["SMAC_API"] ?? "http://127.0.0.1:7622";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: true,
    target: ["chrome123", "firefox120", "safari17.5"],
    // A data: address would need a looser content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 7623,
    strictPort: true,
    proxy: { "/api": { target: api, changeOrigin: true } },
    fs: { allow: [path.dirname(import.meta.dirname)] },
  },
});
