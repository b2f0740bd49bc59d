package network.cairn.http.gateway.format;

import java.io.IOException;
import java.util.Map;
import network.cairn.content.unixfs.Trail;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.GatewayAnswer;
import network.cairn.ipld.cid.Cid;

/// One block as it is (trustless gateway, `application/vnd.ipld.raw`). Thread-safe.
public final class RawAnswer implements GatewayAnswer {
  @Override
  public void answer(Asked asked, Response response) throws IOException {
    Trail trail = asked.reader().trail(asked.path());
    Cid cid = trail.cid();
    Map<String, String> headers =
        FormHeaders.of(
            asked, trail, asked.format().mediaType(), false, cid + ".bin", "\"" + cid + ".raw\"");
    if (!FormHeaders.isUnchanged(asked, headers, response)) {
      BlockBody.send(asked, headers, asked.reader().block(cid).bytes(), response);
    }
  }
}
