import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PDFiumModule } from '@hyzyla/pdfium';
import type { Box } from '../domain/text-lines.ts';

/** One sign of a page's text, with its place in pixels of the size that it was asked for. */
export interface PdfSign {
  text: string;
  box: Box;
}

/** Sizes are in points, 72 to the inch, after the page's own rotation. */
export interface PdfPage {
  width: number;
  height: number;
  /** The signs in the order of the text layer, spaces included; invisible ones are left out. */
  signs(width: number, height: number): PdfSign[];
  /** The page on white, four bytes a pixel: red, green, blue and one that says nothing. */
  draw(width: number, height: number): Uint8Array;
}

export interface PdfDocument {
  pages: number;
  /** Opens a page (from 0) for as long as `use` runs. Throws {@link PdfError} where it cannot be opened. */
  withPage<T>(page: number, use: (page: PdfPage) => T): T;
}

/** The file cannot be opened. Carries a code, never a text of the file. */
export class PdfError extends Error {
  override name = 'PdfError';
  readonly encrypted: boolean;
  constructor(encrypted: boolean) {
    super(encrypted ? 'The PDF needs a password.' : 'The PDF cannot be opened.');
    this.encrypted = encrypted;
  }
}

/** The part of PDFium's C interface (fpdfview.h, fpdf_text.h, fpdf_flatten.h) that is used here. */
interface Pdfium {
  _FPDF_InitLibrary(): void;
  _FPDF_LoadMemDocument(bytes: number, length: number, password: number): number;
  _FPDF_GetLastError(): number;
  _FPDF_CloseDocument(document: number): void;
  _FPDF_GetPageCount(document: number): number;
  _FPDF_LoadPage(document: number, page: number): number;
  _FPDF_ClosePage(page: number): void;
  _FPDF_GetPageWidth(page: number): number;
  _FPDF_GetPageHeight(page: number): number;
  _FPDFPage_Flatten(page: number, flag: number): number;
  _FPDF_PageToDevice(
    page: number,
    left: number,
    top: number,
    width: number,
    height: number,
    rotate: number,
    x: number,
    y: number,
    deviceX: number,
    deviceY: number,
  ): number;
  _FPDFBitmap_CreateEx(width: number, height: number, format: number, scan: number, stride: number): number;
  _FPDFBitmap_FillRect(
    bitmap: number,
    left: number,
    top: number,
    width: number,
    height: number,
    color: number,
  ): number;
  _FPDFBitmap_Destroy(bitmap: number): void;
  _FPDF_RenderPageBitmap(
    bitmap: number,
    page: number,
    left: number,
    top: number,
    width: number,
    height: number,
    rotate: number,
    flags: number,
  ): void;
  _FPDFText_LoadPage(page: number): number;
  _FPDFText_ClosePage(text: number): void;
  _FPDFText_CountChars(text: number): number;
  _FPDFText_GetUnicode(text: number, index: number): number;
  _FPDFText_GetCharBox(
    text: number,
    index: number,
    left: number,
    right: number,
    bottom: number,
    top: number,
  ): number;
  _FPDFText_GetTextObject(text: number, index: number): number;
  _FPDFTextObj_GetTextRenderMode(object: number): number;
  _malloc(bytes: number): number;
  _free(address: number): void;
  HEAPU8: Uint8Array<ArrayBuffer>;
}

/** FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of fpdfview.h. */
const LOCKED = new Set([4, 5]);
/** FPDF_ANNOT, so that remarks are drawn as people see them, and FPDF_REVERSE_BYTE_ORDER, so that red comes first. */
const DRAWING = 0x01 | 0x10;
const BGRX = 3;
/** Text that is drawn with neither stroke nor fill (ISO 32000-1 table 106): scanners lay it over their pictures. */
const INVISIBLE = new Set([3, 7]);
/** A dense sheet has five thousand. */
const MAX_SIGNS = 30_000;

const { resolve } = createRequire(import.meta.url);
const WASM = resolve('@hyzyla/pdfium/pdfium.wasm');

/**
 * Opens a PDF in an engine of its own, which is dropped with all its memory when `use` is done: what one file did to it
 * cannot reach another. The engine has no scripts, no network and no files. Rejects with {@link PdfError} where the
 * file cannot be opened or the engine gave up.
 */
export async function withPdf<T>(bytes: Uint8Array, use: (document: PdfDocument) => T): Promise<T> {
  const wasm = await readFile(WASM);
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength);
  const engine = (await PDFiumModule({ wasmBinary: wasmBinary as ArrayBuffer })) as unknown as Pdfium;
  try {
    engine._FPDF_InitLibrary();
    return use(openDocument(engine, bytes));
  } catch (error) {
    // A trap or an exhausted memory of the engine: the file did that.
    if (error instanceof WebAssembly.RuntimeError) throw new PdfError(false);
    throw error;
  }
}

function openDocument(engine: Pdfium, bytes: Uint8Array): PdfDocument {
  const address = engine._malloc(bytes.length);
  if (address === 0) throw new PdfError(false);
  engine.HEAPU8.set(bytes, address);
  const document = engine._FPDF_LoadMemDocument(address, bytes.length, 0);
  if (document === 0) throw new PdfError(LOCKED.has(engine._FPDF_GetLastError()));
  return {
    pages: engine._FPDF_GetPageCount(document),
    withPage: (page, use) => withPage(engine, document, page, use),
  };
}

function withPage<T>(engine: Pdfium, document: number, index: number, use: (page: PdfPage) => T): T {
  const page = flatPage(engine, document, index);
  try {
    return use({
      width: engine._FPDF_GetPageWidth(page),
      height: engine._FPDF_GetPageHeight(page),
      signs: (width, height) => signsOf(engine, page, width, height),
      draw: (width, height) => draw(engine, page, width, height),
    });
  } finally {
    engine._FPDF_ClosePage(page);
  }
}

/** What is filled into forms or written as a remark becomes part of the page, so that it is read as it is seen. */
function flatPage(engine: Pdfium, document: number, index: number): number {
  const page = engine._FPDF_LoadPage(document, index);
  if (page === 0) throw new PdfError(false);
  const changed = engine._FPDFPage_Flatten(page, 0) === 1;
  if (!changed) return page;
  engine._FPDF_ClosePage(page);
  const flat = engine._FPDF_LoadPage(document, index);
  if (flat === 0) throw new PdfError(false);
  return flat;
}

function draw(engine: Pdfium, page: number, width: number, height: number): Uint8Array {
  const size = width * height * 4;
  const pixels = engine._malloc(size);
  if (pixels === 0) throw new PdfError(false);
  const bitmap = engine._FPDFBitmap_CreateEx(width, height, BGRX, pixels, width * 4);
  if (bitmap === 0) throw new PdfError(false);
  engine._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
  engine._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, DRAWING);
  engine._FPDFBitmap_Destroy(bitmap);
  const drawn = engine.HEAPU8.slice(pixels, pixels + size);
  engine._free(pixels);
  return drawn;
}

function signsOf(engine: Pdfium, page: number, width: number, height: number): PdfSign[] {
  const text = engine._FPDFText_LoadPage(page);
  if (text === 0) return [];
  const scratch = engine._malloc(48);
  const signs: PdfSign[] = [];
  const count = Math.min(engine._FPDFText_CountChars(text), MAX_SIGNS);
  for (let index = 0; index < count; index++) {
    const code = engine._FPDFText_GetUnicode(text, index);
    const object = engine._FPDFText_GetTextObject(text, index);
    if (object !== 0 && INVISIBLE.has(engine._FPDFTextObj_GetTextRenderMode(object))) continue;
    if (!engine._FPDFText_GetCharBox(text, index, scratch, scratch + 8, scratch + 16, scratch + 24)) continue;
    const [left = 0, right = 0, bottom = 0, top = 0] = new Float64Array(engine.HEAPU8.buffer, scratch, 4);
    const corner = (x: number, y: number) => {
      engine._FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, scratch + 32, scratch + 36);
      const [deviceX = 0, deviceY = 0] = new Int32Array(engine.HEAPU8.buffer, scratch + 32, 2);
      return [deviceX, deviceY] as const;
    };
    const [x1, y1] = corner(left, top);
    const [x2, y2] = corner(right, bottom);
    const box = {
      left: Math.min(x1, x2),
      top: Math.min(y1, y2),
      right: Math.max(x1, x2),
      bottom: Math.max(y1, y2),
    };
    signs.push({ text: String.fromCodePoint(code <= 0x10ffff ? code : 0xfffd), box });
  }
  engine._free(scratch);
  engine._FPDFText_ClosePage(text);
  return signs;
}
