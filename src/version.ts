/** Of the product; told to receivers of webhooks and shown at the foot of `--help`. */
export const VERSION = '0.1.0';
