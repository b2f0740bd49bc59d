package network.cairn.http.gateway.format;

import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import network.cairn.base.hash.Sha256;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.Caching;
import network.cairn.http.gateway.ask.GatewayAnswer;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.http.gateway.name.NameResolver;

/// The signed record of a name, by which it is proved what that stands for (trustless gateway,
/// `application/vnd.ipfs.ipns-record`). Thread-safe.
public final class RecordAnswer implements GatewayAnswer {
  private final NameResolver names;

  public RecordAnswer(NameResolver names) {
    this.names = names;
  }

  @Override
  public void answer(Asked asked, Response response) throws IOException {
    ContentPath path = asked.path();
    if (path.namespace() != ContentPath.Namespace.IPNS || !path.segments().isEmpty()) {
      throw new GatewayRefused(
          400, "a record of a name is asked for at /ipns/KEY alone, without a path below it");
    }
    NameResolver.Signed record = names.record(path.root());
    Map<String, String> headers = asked.headers();
    headers.put("Content-Type", asked.format().mediaType());
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Etag", "\"" + HexFormat.of().formatHex(Sha256.of(record.bytes()), 0, 16) + "\"");
    headers.put(
        "Content-Disposition", FormHeaders.disposition(asked, false, path.root() + ".ipns-record"));
    String caching = new Caching(false, record.keep()).content();
    if (!caching.isEmpty()) {
      headers.put("Cache-Control", caching);
    }
    if (!FormHeaders.isUnchanged(asked, headers, response)) {
      BlockBody.send(asked, headers, record.bytes(), response);
    }
  }
}
