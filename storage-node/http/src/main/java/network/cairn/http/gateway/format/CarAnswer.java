package network.cairn.http.gateway.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import network.cairn.base.hash.Sha256;
import network.cairn.content.service.TrustlessCar;
import network.cairn.content.unixfs.Trail;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.GatewayFormat;
import network.cairn.ipld.cid.Cid;

/// A path's blocks and those of the DAG at its end as a CARv1 (trustless gateway). One that lacks a
/// block is broken off, so that it does not look whole. Thread-safe.
public final class CarAnswer {
  private static final int BUFFER = 1 << 16;

  public void answer(Asked asked, GatewayFormat.Car format, Response response) throws IOException {
    CarWish wish = CarWish.of(asked, format);
    Trail trail = asked.reader().trail(asked.path());
    Map<String, String> headers =
        FormHeaders.of(
            asked, trail, wish.mediaType(), false, name(asked), tag(asked, trail.cid(), wish));
    headers.put("Accept-Ranges", "none");
    if (FormHeaders.isUnchanged(asked, headers, response)) {
      return;
    }
    try (TrustlessCar car = asked.reader().trustlessCar(asked.path(), wish.selection())) {
      if (asked.isHead()) {
        response.send(200, headers, new byte[0]);
        return;
      }
      OutputStream out = new BufferedOutputStream(response.start(200, headers), BUFFER);
      try {
        car.write(_ -> out);
      } catch (RuntimeException e) {
        // What there is can be used.
        out.flush();
        throw e;
      }
      // Reached by a whole CAR only.
      out.close();
    }
  }

  private static String name(Asked asked) {
    StringBuilder name = new StringBuilder(asked.path().root());
    asked.path().segments().forEach(segment -> name.append('_').append(segment));
    return name.append(".car").toString();
  }

  /// Weak: two CARs of the same may have their blocks in another order.
  private static String tag(Asked asked, Cid end, CarWish wish) {
    byte[] asking = (asked.path() + " " + wish.text()).getBytes(StandardCharsets.UTF_8);
    return "W/\"" + end + ".car." + HexFormat.of().formatHex(Sha256.of(asking), 0, 8) + "\"";
  }
}
