import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `npm run dev` forwards the API and the sign-in to a running control plane.
const backend = process.env.FRESHET_URL ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    target: 'es2022',
    // Everything but index.html and theme.js carries a content hash and may be cached for ever.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1700,
  },
  server: {
    proxy: { '/api': backend, '/auth': backend, '/q': backend },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
  },
});
