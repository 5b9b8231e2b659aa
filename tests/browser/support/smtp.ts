// A mail server that takes no mail, and says why in the test's own words.
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";

export class RefusingSmtp {
  readonly port: number;

  private constructor(
    private readonly server: Server,
    private readonly answers: Record<string, string>,
  ) {
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (socket) => this.talk(socket));
  }

  /** What is answered to a mail for each address: 5xx refuses it for good, 4xx for now. */
  static async start(answers: Record<string, string>): Promise<RefusingSmtp> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return new RefusingSmtp(server, answers);
  }

  private talk(socket: Socket): void {
    const say = (line: string) => socket.write(`${line}\r\n`);
    // Who is talked to may be stopped at any time.
    socket.on("error", () => socket.destroy());
    say("220 tests");
    createInterface({ input: socket }).on("line", (line) => {
      const [, address] = /^RCPT TO:<([^>]*)>/i.exec(line) ?? [];
      if (address) say(this.answers[address] ?? "451 Come back later");
      else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
      else say("250 tests");
    });
  }

  async stop(): Promise<void> {
    await new Promise((closed) => this.server.close(closed));
  }
}
