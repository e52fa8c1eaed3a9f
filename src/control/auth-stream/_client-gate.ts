/**
 * The client's gate.
 *
 * @module
 */
import { ERR_STREAM_PREMATURE_CLOSE } from '../../core/errors.ts';
import { MAX_FRAME_BYTES } from './_frames.ts';
import type { DuplexLike, GateOptions, Handshake } from './_gate.ts';
import { Gate } from './_gate.ts';

/** What a server may send in one chunk with the last frame; more of its stream waits. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/** Stands before a transport, which the server speaks through. */
export class ClientGate extends Gate {
  constructor(transport: DuplexLike, handshake: Handshake, options: GateOptions) {
    super(transport, MAX_UNREAD_BYTES, options);
    void this.shakeHands(handshake, (bytes) => void transport.write(bytes as never));
  }

  protected override farSaid(chunk: Uint8Array): void {
    this.reader.push(chunk);
    // Only behind the last frame is there more than one: the stream itself, which can wait.
    if (this.reader.length > MAX_FRAME_BYTES) this.far.pause?.();
  }

  protected override nearSaid(): boolean {
    return false;
  }

  protected override nearEnded(): boolean {
    return false;
  }

  protected override endEarly(): void {
    // The last thing that came may be a refusal.
    const error = ERR_STREAM_PREMATURE_CLOSE();
    if (!this.reader.end(error)) this.fail(error);
  }

  protected override goOn(rest: Uint8Array): void {
    if (rest.length > 0) this.push(rest);
  }

  protected override refuse(error: Error): void {
    this.destroy(error);
  }
}
