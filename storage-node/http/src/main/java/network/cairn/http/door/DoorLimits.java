package network.cairn.http.door;

import java.time.Duration;

/// What a door gives its callers. Immutable.
///
/// @param connections open at once, in all
/// @param perNetwork of these from one [NetworkPrefix]; callers on this machine are bounded by
///   `connections` alone, because they may all be one user
/// @param head from the first byte of a request, or from a new connection, to the end of its
///   headers
/// @param idle between two requests of a connection
/// @param silence between two pieces of a body
/// @param body from the end of the headers to the end of the body
/// @param stalled for one write, of whose bytes the caller takes nothing or too little; where calls
///   have all connections, one that takes longer gives way to a newcomer
/// @param farewell how long a connection that ends stays open for its caller to read the answer; it
///   gives way to others meanwhile
public record DoorLimits(
    int connections,
    int perNetwork,
    Duration head,
    Duration idle,
    Duration silence,
    Duration body,
    Duration stalled,
    Duration farewell) {
  /// Anybody may ask; requests and answers are small.
  public static DoorLimits ofStrangers() {
    return new DoorLimits(
        1024,
        64,
        Duration.ofSeconds(10),
        Duration.ofSeconds(90),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofSeconds(2));
  }

  /// The users of a node, who send and read files of any size, some by hand: a write may wait for
  /// an hour, because whoever reads may be a person with a pager or a paused film; so may the end
  /// of an answer that the system has taken and the caller has not.
  public static DoorLimits ofUsers() {
    return new DoorLimits(
        512,
        128,
        Duration.ofSeconds(10),
        Duration.ofMinutes(5),
        Duration.ofMinutes(5),
        Duration.ofDays(7),
        Duration.ofHours(1),
        Duration.ofHours(1));
  }

  public DoorLimits {
    if (connections < 1 || perNetwork < 1) {
      throw new IllegalArgumentException("a door needs at least one connection");
    }
  }

  /// With another time for one write.
  DoorLimits stalled(Duration other) {
    return new DoorLimits(connections, perNetwork, head, idle, silence, body, other, farewell);
  }
}
