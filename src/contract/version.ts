/** Of the product and of its contract: shown in the OpenAPI document, told to receivers of webhooks. */
export const VERSION = '0.1.0';
