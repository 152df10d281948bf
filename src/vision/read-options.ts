import type { DocumentKind, DocumentSide } from '../domain/document.ts';

/** What a reader is told of a picture. */
export interface ReadOptions {
  kind: DocumentKind;
  side: DocumentSide;
  /** `YYYY-MM-DD`: decides the century of two-digit years. */
  today: string;
}
