/** What the functions of this folder need of a `DogStats`. */
export interface FlushTarget {
  /** Sends what was recorded; never rejects. */
  flush(options?: { readonly timeoutMs?: number | undefined }): Promise<unknown>;
}
