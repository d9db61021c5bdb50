/** Bytes that one request may have, before and after decompression. */
export interface PayloadLimits {
  readonly maxWireBytes: number;
  readonly maxRawBytes: number;
}

export const seriesV2Limits: PayloadLimits = { maxWireBytes: 512_000, maxRawBytes: 5_242_880 };

/** Distribution points have no limit of their own in the documentation and share these. */
export const seriesV1Limits: PayloadLimits = { maxWireBytes: 3_200_000, maxRawBytes: 62_914_560 };
