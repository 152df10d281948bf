import { underFire } from './under-fire.ts';

underFire('the spine under fire');
