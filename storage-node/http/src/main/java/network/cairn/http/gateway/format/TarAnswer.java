package network.cairn.http.gateway.format;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import network.cairn.content.service.Archive;
import network.cairn.content.service.ContentRoot;
import network.cairn.content.unixfs.Trail;
import network.cairn.content.unixfs.export.ExportRefused;
import network.cairn.content.unixfs.format.InvalidUnixFs;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.GatewayAnswer;
import network.cairn.http.gateway.ask.GatewayRefused;
import network.cairn.http.gateway.ask.LateBody;
import network.cairn.http.gateway.ask.PageBounds;
import network.cairn.ipld.cid.Cid;

/// A file or directory as an archive, below the name of its CID. Nothing in it has a name that
/// leaves it: there is no such archive, and what of it was sent when that is found is broken off.
/// Thread-safe.
public final class TarAnswer implements GatewayAnswer {
  private static final int BUFFER = 1 << 16;

  private final PageBounds bounds;

  /// @param bounds how large what is in it may be
  public TarAnswer(PageBounds bounds) {
    this.bounds = bounds;
  }

  @Override
  public void answer(Asked asked, Response response) throws IOException {
    Trail trail = asked.reader().trail(asked.path());
    Cid cid = trail.cid();
    if (!trail.remainder().isEmpty()) {
      throw new GatewayRefused(404, "the path leads into block " + cid + ", which is no file");
    }
    Map<String, String> headers =
        FormHeaders.of(
            asked,
            trail,
            asked.format().mediaType(),
            false,
            cid + ".tar",
            "W/\"" + cid + ".x-tar\"");
    if (FormHeaders.isUnchanged(asked, headers, response)) {
      return;
    }
    try (ContentRoot root = opened(asked, cid)) {
      bounds.requireShown(root.stat());
      if (asked.isHead()) {
        response.send(200, headers, new byte[0]);
        return;
      }
      write(cid, root, new LateBody(() -> response.start(200, headers)));
    }
  }

  private static void write(Cid cid, ContentRoot root, LateBody body) throws IOException {
    OutputStream out = new BufferedOutputStream(body, BUFFER);
    try {
      root.archive(cid.toString(), Archive.plain(), _ -> out);
    } catch (ExportRefused e) {
      throw new GatewayRefused(422, "no archive can be made of " + cid + ": " + e.getMessage());
    } catch (RuntimeException e) {
      if (body.began()) {
        // What there is can be used.
        out.flush();
      }
      throw e;
    }
    // Reached by a whole archive only.
    out.flush();
    body.end();
  }

  private static ContentRoot opened(Asked asked, Cid cid) {
    try {
      return asked.reader().open(cid);
    } catch (InvalidUnixFs e) {
      throw new GatewayRefused(406, "no archive can be made of " + cid + ": " + e.getMessage());
    }
  }
}
