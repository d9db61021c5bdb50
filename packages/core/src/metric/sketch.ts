export interface SketchState {
  readonly gamma: number;
}
