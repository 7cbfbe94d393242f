/* Builds the console into the Python package, each file also compressed: the server does not compress. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const OUTPUT = '../src/cloister/console/static';
const COMPRESSIBLE = /\.(js|css|html|svg|json|md)$/;

function compressed(): Plugin {
  return {
    name: 'compressed',
    writeBundle({ dir }) {
      if (dir === undefined) throw new Error('a directory is needed');
      const names = readdirSync(dir, { recursive: true, encoding: 'utf-8' });
      for (const name of names.filter((it) => COMPRESSIBLE.test(it))) {
        const path = join(dir, name);
        const plain = readFileSync(path);
        const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
        writeFileSync(`${path}.br`, brotliCompressSync(plain, { params }));
        writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  base: '/console/',
  plugins: [react(), compressed()],
  // The documents that the System page links to.
  assetsInclude: ['**/*.md'],
  build: {
    outDir: OUTPUT,
    emptyOutDir: true,
    // The policy of the server's answers allows no data: but images, and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
  },
});
