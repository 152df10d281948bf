/** Formats of a zone: ICAO 9303-4 to 9303-7, and `FRA`, the French card of 1988 to 2021. */
export type MrzFormat = 'TD1' | 'TD2' | 'TD3' | 'MRV-A' | 'MRV-B' | 'FRA';
