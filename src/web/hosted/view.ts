import type { ComponentChildren } from 'preact';

/** What one page gives to the frame around it. */
export interface View {
  /** First part of the document's title: what the page is about. */
  title: string;
  /** True where a problem stands above the heading; the title says so first. */
  problem?: boolean;
  /** `wide` has two columns where there is room; `seal` stands in the middle. */
  layout?: 'wide' | 'seal';
  /** Seconds until the page asks for itself again where scripts are off. */
  refreshSeconds?: number;
  body: ComponentChildren;
}
