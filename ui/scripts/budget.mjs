// What the first page costs on the wire: index.html, theme.js and everything that it loads at once, gzipped.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KIB = 250;
const html = readFileSync('dist/index.html', 'utf8');
const assets = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((match) => match[1]);
const css = assets
  .filter((name) => name.endsWith('.css'))
  .map((name) => readFileSync(`dist/${name}`, 'utf8'))
  .join('');
const fonts = [...css.matchAll(/url\(\/?([^)]+\.woff2)\)/g)].map((match) => match[1].replaceAll(/["']/g, ''));

const sizes = ['index.html', ...assets, ...fonts].map((name) => {
  const bytes = readFileSync(`dist/${name}`);
  return [name, name.endsWith('.woff2') ? bytes.length : gzipSync(bytes).length];
});
const total = sizes.reduce((sum, [, size]) => sum + size, 0) / 1024;
for (const [name, size] of sizes) console.log(`${(size / 1024).toFixed(1).padStart(8)} KiB  ${name}`);
console.log(`${total.toFixed(1).padStart(8)} KiB  first load, of ${BUDGET_KIB}`);
if (total > BUDGET_KIB) {
  console.error('The first load is above its budget.');
  process.exit(1);
}
