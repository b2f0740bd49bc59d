package network.cairn.http.page;

import java.io.IOException;
import tools.jackson.databind.JsonNode;

/// What stands at one path of `/api/v1`. May block; must be safe to ask many times at once.
@FunctionalInterface
interface Resource {
  /// @throws network.cairn.http.rpc.BadRequest if the caller got the question wrong
  /// @throws RuntimeException with a message for the caller if there is no answer
  JsonNode answer(Asked asked) throws IOException, InterruptedException;

  /// A resource and who may ask for it.
  ///
  /// @param guarded whether only those who show the home's token
  record Place(Resource resource, boolean guarded) {}
}
