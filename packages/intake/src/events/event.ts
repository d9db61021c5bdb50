export type AlertType =
  | 'error'
  | 'warning'
  | 'info'
  | 'success'
  | 'user_update'
  | 'recommendation'
  | 'snapshot';

/** An event as it was sent, whichever route it came by. */
export interface DecodedEvent {
  readonly title: string;
  /** May be Markdown, between `%%%` and `%%%`. */
  readonly text: string;
  /** Unix seconds at which it happened; of arrival when none was sent. */
  readonly timestamp: number;
  /** Empty when none was sent. */
  readonly host: string;
  /** As sent. */
  readonly tags: readonly string[];
  readonly alertType: AlertType;
  readonly priority: 'normal' | 'low';
  /** Empty when none was sent. */
  readonly aggregationKey: string;
  /** Empty when none was sent. */
  readonly sourceTypeName: string;
  /** Empty when none was sent. */
  readonly deviceName: string;
  /** Decimal text, since ids have 64 bits; empty when none was sent. */
  readonly relatedEventId: string;
  /** What v2 knows besides: the category, and the attributes as JSON. */
  readonly v2?: { readonly category: string; readonly attributes: string };
}

/** An event that was taken. */
export interface IntakeEvent extends DecodedEvent {
  /** Decimal text: ids have 64 bits, more than a number can hold. */
  readonly id: string;
  /** Of v2; 32 hexadecimal digits. */
  readonly uid: string;
  /** Unix milliseconds. */
  readonly receivedAt: number;
}
