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
import network.cairn.http.gateway.ask.PageBounds;
import network.cairn.http.gateway.format.CarAnswer;
import network.cairn.http.gateway.format.DataAnswer;
import network.cairn.http.gateway.format.RawAnswer;
import network.cairn.http.gateway.format.RecordAnswer;
import network.cairn.http.gateway.format.TarAnswer;
import network.cairn.http.gateway.name.NameResolver;

/// Who answers which form. Thread-safe.
final class GatewayAnswers {
  private final SitePages pages;
  private final RawAnswer raw = new RawAnswer();
  private final TarAnswer tar;
  private final CarAnswer cars = new CarAnswer();
  private final DataAnswer data;
  private final RecordAnswer records;

  /// @param converting whether blocks are given in another codec than their own
  GatewayAnswers(NameResolver names, PageBounds bounds, boolean converting) {
    this.data = new DataAnswer(converting);
    this.pages = new SitePages(bounds);
    this.tar = new TarAnswer(bounds);
    this.records = new RecordAnswer(names);
  }

  void answer(Asked asked, GatewayResponse response) throws IOException {
    switch (asked.format()) {
      case Page _ -> {
        if (!data.asItIs(asked, response)) {
          pages.answer(asked, response);
        }
      }
      case Raw _ -> raw.answer(asked, response);
      case Car car -> cars.answer(asked, car, response);
      case Tar _ -> tar.answer(asked, response);
      case DagJson _, DagCbor _, Json _, Cbor _ -> {
        if (!data.answer(asked, response)) {
          pages.answer(asked, response);
        }
      }
      case IpnsRecord _ -> records.answer(asked, response);
      case Unknown(String type) -> throw new GatewayRefused(406, "this gateway gives no " + type);
    }
  }
}
