package network.cairn.deals.protocol;

import java.io.IOException;
import java.io.InputStream;
import network.cairn.libp2p.host.Stream;
import network.cairn.proto.deal.AskRequest;
import network.cairn.proto.deal.AskResponse;
import network.cairn.proto.deal.Propose;
import network.cairn.proto.deal.Reject;
import network.cairn.proto.deal.StatusRequest;
import network.cairn.proto.deal.StatusResponse;
import network.cairn.proto.deal.Taken;

/// The messages of the deal and piece protocols to and from their frames; nothing else knows their
/// protobuf form. Stateless.
final class DealCodec {
  private DealCodec() {}

  /// @throws InvalidFrame if it is no request
  static DealRequest readRequest(InputStream in) throws IOException {
    network.cairn.proto.deal.DealRequest wire =
        Frames.read(in, network.cairn.proto.deal.DealRequest.parser());
    return switch (wire.getKindCase()) {
      case ASK -> new DealRequest.Ask();
      case PROPOSE -> new DealRequest.Propose(wire.getPropose().getSignedIntent());
      case STATUS -> new DealRequest.Status(wire.getStatus().getIntent());
      case KIND_NOT_SET -> new DealRequest.Unknown();
    };
  }

  static void write(Stream stream, DealRequest request) throws IOException {
    network.cairn.proto.deal.DealRequest.Builder wire =
        network.cairn.proto.deal.DealRequest.newBuilder();
    switch (request) {
      case DealRequest.Ask _ -> wire.setAsk(AskRequest.getDefaultInstance());
      case DealRequest.Propose propose ->
          wire.setPropose(Propose.newBuilder().setSignedIntent(propose.signedIntent()));
      case DealRequest.Status status ->
          wire.setStatus(StatusRequest.newBuilder().setIntent(status.intentHash()));
      case DealRequest.Unknown _ -> {}
    }
    Frames.write(stream, wire.build());
  }

  /// @throws InvalidFrame if it is no answer
  static DealResponse readResponse(InputStream in) throws IOException {
    network.cairn.proto.deal.DealResponse wire =
        Frames.read(in, network.cairn.proto.deal.DealResponse.parser());
    return switch (wire.getKindCase()) {
      case ASK -> new DealResponse.Ask(wire.getAsk().getSignedAsk());
      case TAKEN -> new DealResponse.Taken();
      case REJECT ->
          new DealResponse.Reject(
              RejectCode.of(wire.getReject().getCodeValue()), wire.getReject().getDetail());
      case STATUS -> new DealResponse.Status(status(wire.getStatus()));
      case KIND_NOT_SET -> new DealResponse.Unknown();
    };
  }

  static void write(Stream stream, DealResponse response) throws IOException {
    network.cairn.proto.deal.DealResponse.Builder wire =
        network.cairn.proto.deal.DealResponse.newBuilder();
    switch (response) {
      case DealResponse.Ask ask ->
          wire.setAsk(AskResponse.newBuilder().setSignedAsk(ask.signedAsk()));
      case DealResponse.Taken _ -> wire.setTaken(Taken.getDefaultInstance());
      case DealResponse.Reject(RejectCode code, String detail) ->
          wire.setReject(reject(code, detail));
      case DealResponse.Status(FillStatus status) -> wire.setStatus(status(status));
      case DealResponse.Unknown _ -> {}
    }
    Frames.write(stream, wire.build());
  }

  private static FillStatus status(StatusResponse wire) {
    FillState state = FillState.of(wire.getStateValue());
    return new FillStatus(state, wire.getBytes(), wire.getTx(), wire.getReason().getDetail());
  }

  private static StatusResponse status(FillStatus status) {
    StatusResponse.Builder wire =
        StatusResponse.newBuilder()
            .setStateValue(status.state().number())
            .setBytes(status.bytes())
            .setTx(status.tx());
    if (!status.reason().isEmpty()) {
      wire.setReason(reject(RejectCode.UNKNOWN, status.reason()));
    }
    return wire.build();
  }

  private static Reject reject(RejectCode code, String detail) {
    return Reject.newBuilder()
        .setCodeValue(code.number())
        .setDetail(Frames.shorten(detail, DealAnswer.Rejected.MAX_DETAIL))
        .build();
  }

  /// @throws InvalidFrame if it is no request
  static PieceRequest readPieceRequest(InputStream in) throws IOException {
    network.cairn.proto.deal.PieceRequest wire =
        Frames.read(in, network.cairn.proto.deal.PieceRequest.parser());
    return new PieceRequest(wire.getPiece(), wire.getOffset(), wire.getLength());
  }

  static void write(Stream stream, PieceRequest request) throws IOException {
    Frames.write(
        stream,
        network.cairn.proto.deal.PieceRequest.newBuilder()
            .setPiece(request.piece())
            .setOffset(request.offset())
            .setLength(request.length())
            .build());
  }

  /// @throws InvalidFrame if it is no answer
  static PieceResponse readPieceResponse(InputStream in) throws IOException {
    network.cairn.proto.deal.PieceResponse wire =
        Frames.read(in, network.cairn.proto.deal.PieceResponse.parser());
    return new PieceResponse(PieceStatus.of(wire.getStatusValue()), wire.getLength());
  }

  static void write(Stream stream, PieceResponse response) throws IOException {
    Frames.write(
        stream,
        network.cairn.proto.deal.PieceResponse.newBuilder()
            .setStatusValue(response.status().number())
            .setLength(response.length())
            .build());
  }
}
