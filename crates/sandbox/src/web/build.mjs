// Makes dist/ from src/: one script, one style sheet, and the licences of what is in the script.
import { build } from 'esbuild';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';

await mkdir('dist', { recursive: true });
const { metafile } = await build({
  entryPoints: { page: 'src/main.ts' },
  bundle: true,
  minify: true,
  legalComments: 'none',
  format: 'esm',
  target: 'es2022',
  outdir: 'dist',
  metafile: true,
  // The component library writes style attributes, which the page's Content-Security-Policy
  // forbids; ours sets the same styles through the DOM.
  alias: { 'lit/directives/style-map.js': './src/style-map.ts' },
});
for (const file of ['index.html', 'page.css', 'icon.svg']) await copyFile(`src/${file}`, `dist/${file}`);

const inputs = Object.keys(metafile.inputs);
const packages = new Set(
  inputs.map((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1]).filter(Boolean),
);
const texts = [];
for (const name of [...packages].sort()) {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  // Some packages leave their licence's text out; it lies in licences/ then.
  const path = file ? `${folder}/${file}` : `licences/${name.replace('/', '-')}.txt`;
  texts.push(`${name} ${version} (${license})\n\n${(await readFile(path, 'utf8')).trim()}\n`);
}
await writeFile('dist/licences.txt', texts.join(`\n${'-'.repeat(79)}\n\n`));
console.log(`dist/page.js holds ${[...packages].sort().join(', ')}`);
