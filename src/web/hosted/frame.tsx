import { Brand } from '../shared/brand.tsx';
import { HeaderOrnament } from '../shared/ornament.tsx';
import type { Messages } from './messages/english.ts';
import type { Frame, FrameLinks } from './page.ts';
import type { View } from './view.ts';

/** The tenant at the top, one thing in the middle, ourselves small at the foot. */
export function FlowFrame({ frame, view, m }: { frame: Frame; view: View; m: Messages }) {
  return (
    <>
      {frame.environment === 'test' && <TestBanner m={m} />}
      <header class="top">
        <HeaderOrnament />
        {frame.tenantName ? <TenantName name={frame.tenantName} /> : <Brand />}
      </header>
      <main id="main" class={view.layout}>
        {view.body}
      </main>
      <Foot links={frame.links} withBrand={frame.tenantName !== null} m={m} />
    </>
  );
}

function TestBanner({ m }: { m: Messages }) {
  return (
    <aside class="test-mode" aria-label={m.frame.testMode}>
      <p>
        <strong>{m.frame.testMode}</strong> {m.frame.testModeHint}
      </p>
    </aside>
  );
}

function TenantName({ name }: { name: string }) {
  return (
    <p class="tenant">
      <span class="mark" aria-hidden="true">
        {initial(name)}
      </span>
      <span dir="auto">{name}</span>
    </p>
  );
}

/** The first letter as people see it: a code point, not half of one. */
function initial(name: string): string {
  return ([...name.trim()][0] ?? '').toLocaleUpperCase();
}

function Foot({ links, withBrand, m }: { links: FrameLinks; withBrand: boolean; m: Messages }) {
  const shown: [href: string | undefined, label: string][] = [
    [links.privacy, m.frame.privacy],
    [links.help, m.frame.help],
    [links.cancel, m.frame.cancel],
  ];
  const present = shown.flatMap(([href, label]) => (href ? [{ href, label }] : []));
  if (!withBrand && present.length === 0) return <footer class="foot" />;
  return (
    <footer class="foot">
      {withBrand && <Brand />}
      {present.length > 0 && (
        <nav aria-label={m.frame.footer}>
          {present.map(({ href, label }) => (
            <FootLink href={href} label={label} apart={links.apart ?? false} m={m} />
          ))}
        </nav>
      )}
    </footer>
  );
}

function FootLink({ href, label, apart, m }: { href: string; label: string; apart: boolean; m: Messages }) {
  if (!apart) return <a href={href}>{label}</a>;
  return (
    <a href={href} target="_blank" rel="noopener">
      {label}
      <span class="hidden">{m.frame.apart}</span>
    </a>
  );
}
