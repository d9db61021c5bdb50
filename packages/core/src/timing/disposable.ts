/**
 * `Disposable` where the compiler's `lib` has it, and nothing elsewhere: users of older targets need
 * neither a newer `lib` nor `skipLibCheck`.
 */
export type DisposableIfKnown = SymbolConstructor extends { readonly dispose: infer Dispose }
  ? Dispose extends symbol
    ? { [Method in Dispose]: () => void }
    : object
  : object;
