package network.cairn.content.routing;

import java.time.Duration;
import network.cairn.ipld.cid.Cid;

/// Routing of a node that has nobody to ask.
enum NoRouting implements ContentRouting {
  INSTANCE;

  @Override
  public void findProviders(Cid cid, int most, Duration timeout, Sink sink) {
    // Nobody is known.
  }
}
