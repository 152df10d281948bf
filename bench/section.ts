/** Puts a section of a page that a program writes in the place of the last one, or at the end of the page. */
export function replaceSection(page: string, name: string, section: string): string {
  const [begin, end] = [`<!-- bench ${name} -->`, `<!-- end of bench ${name} -->`];
  const block = `${begin}\n\n${section}\n\n${end}`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 || to === -1) return `${page.trimEnd()}\n\n${block}\n`.trimStart();
  return page.slice(0, from) + block + page.slice(to + end.length);
}

/** The sections of an old page, put at the end of a new one that another program wrote without them. */
export function keepSections(page: string, old: string): string {
  const sections = old.matchAll(/<!-- bench ([\w-]+) -->\n\n([\s\S]*?)\n\n<!-- end of bench \1 -->/g);
  return [...sections].reduce(
    (kept, [, name = '', section = '']) => replaceSection(kept, name, section),
    page,
  );
}
