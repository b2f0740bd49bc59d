package network.cairn.http.rpc;

import java.io.IOException;

/// One command of the RPC. Runs on a thread of its own, may block; must be safe to run many times
/// at once.
@FunctionalInterface
public interface Endpoint {
  /// Does the work and writes the answer.
  ///
  /// @throws BadRequest if the caller got the arguments wrong
  /// @throws RuntimeException with a message for the caller if the command failed
  void run(Call call, Reply reply) throws IOException, InterruptedException;
}
