import selfsigned, { type SelfsignedOptions } from 'selfsigned';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  /** What the others but `selfSigned` are signed with. */
  readonly ca: string;
  readonly good: Certificate;
  /** For a host of another name. */
  readonly otherName: Certificate;
  readonly expired: Certificate;
  readonly selfSigned: Certificate;
}

/** Certificates for loopback, good and bad, made for the occasion. */
export async function makeCertificates(): Promise<Certificates> {
  const authority = await make('test authority', {
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const ca = { cert: authority.cert, key: authority.key };
  const day = 86_400_000;
  return {
    ca: ca.cert,
    good: await make('localhost', { ca, extensions: loopbackNames }),
    otherName: await make('elsewhere', {
      ca,
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'elsewhere.test' }] }],
    }),
    expired: await make('localhost', {
      ca,
      extensions: loopbackNames,
      notBeforeDate: new Date(Date.now() - 2 * day),
      notAfterDate: new Date(Date.now() - day),
    }),
    selfSigned: await make('localhost', { extensions: loopbackNames }),
  };
}

const loopbackNames: NonNullable<SelfsignedOptions['extensions']> = [
  {
    name: 'subjectAltName',
    altNames: [
      { type: 2, value: 'localhost' },
      { type: 7, ip: '127.0.0.1' },
    ],
  },
];

async function make(name: string, options: SelfsignedOptions): Promise<Certificate> {
  const made = await selfsigned.generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...options,
  });
  return { cert: made.cert, key: made.private };
}
