import type { ComponentChildren, JSX } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';

export interface DocumentProps {
  lang: string;
  dir: 'ltr' | 'rtl';
  title: string;
  bodyClass: string;
  stylesheet: string;
  script: string;
  icon: string;
  /** Seconds until the page asks for itself again where scripts are off. */
  refreshSeconds?: number | undefined;
  children: ComponentChildren;
}

/** The shell of every page: no inline style, no inline script, nothing from another origin. */
export function Document(props: DocumentProps) {
  return (
    <html lang={props.lang} dir={props.dir}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#171d1b" media="(prefers-color-scheme: dark)" />
        <title>{props.title}</title>
        <link rel="stylesheet" href={props.stylesheet} />
        <link rel="icon" type="image/svg+xml" href={props.icon} />
        {props.refreshSeconds !== undefined && (
          <noscript>
            <meta http-equiv="refresh" content={String(props.refreshSeconds)} />
          </noscript>
        )}
        <script type="module" src={props.script} />
      </head>
      <body class={props.bodyClass}>{props.children}</body>
    </html>
  );
}

/** A whole page as text. */
export function renderDocument(document: JSX.Element): string {
  return `<!doctype html>\n${renderToStaticMarkup(document)}\n`;
}
