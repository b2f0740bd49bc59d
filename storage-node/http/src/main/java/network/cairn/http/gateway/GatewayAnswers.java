package network.cairn.http.gateway;

import java.io.IOException;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.GatewayFormat.Car;
import network.cairn.http.gateway.ask.GatewayFormat.Cbor;
import network.cairn.http.gateway.ask.GatewayFormat.DagCbor;
import network.cairn.http.gateway.ask.GatewayFormat.DagJson;
import network.cairn.http.gateway.ask.GatewayFormat.IpnsRecord;
import network.cairn.http.gateway.ask.GatewayFormat.Json;
import network.cairn.http.gateway.ask.GatewayFormat.Page;
import network.cairn.http.gateway.ask.GatewayFormat.Raw;
import network.cairn.http.gateway.ask.GatewayFormat.Tar;
import network.cairn.http.gateway.ask.GatewayFormat.Unknown;
import network.cairn.http.gateway.ask.GatewayRefused;

/// Who answers which form. Thread-safe.
final class GatewayAnswers {
  private final SitePages pages = new SitePages();

  void answer(Asked asked, GatewayResponse response) throws IOException {
    switch (asked.format()) {
      case Page _ -> pages.answer(asked, response);
      case Raw _, Car _, IpnsRecord _, Tar _, DagJson _, DagCbor _, Json _, Cbor _ ->
          throw new GatewayRefused(
              501, "this gateway gives no " + asked.format().mediaType() + " yet");
      case Unknown(String type) -> throw new GatewayRefused(406, "this gateway gives no " + type);
    }
  }
}
