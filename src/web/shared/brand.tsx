/** The double chevron of the machine-readable zone. */
export const BRAND_MARK = 'M8 1 2 7l6 6M15 1 9 7l6 6';

/** Our name, small: the tenant comes first. */
export function Brand() {
  return (
    <span class="brand">
      <svg width="22" height="14" viewBox="0 0 22 14" aria-hidden="true">
        <path
          d={BRAND_MARK}
          fill="none"
          stroke="currentColor"
          stroke-width="2.2"
          stroke-linecap="round"
          stroke-linejoin="round"
        />
        <circle cx="19.5" cy="7" r="1.7" fill="currentColor" />
      </svg>
      id beyond
    </span>
  );
}

/** The mark as a picture of its own, for the browser's tab. */
export const BRAND_ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b5b4b"/><path transform="translate(5 8) scale(1.15)" d="${BRAND_MARK}" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/><circle cx="26.5" cy="16" r="2" fill="#fff"/></svg>`;
