// The package has no types, and those of others are not among what a demo installs.
declare module 'snappyjs' {
  const snappy: {
    /** Answers what has the type of the input. */
    compress<T extends ArrayBuffer | Uint8Array>(input: T): T;
    /** @throws {Error} when it is not Snappy, or longer than `maxLength` */
    uncompress<T extends ArrayBuffer | Uint8Array>(input: T, maxLength?: number): T;
  };
  export default snappy;
}
