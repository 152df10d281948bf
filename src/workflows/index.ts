export { verification } from './verification.ts';
export { webhookDelivery } from './webhook-delivery.ts';
