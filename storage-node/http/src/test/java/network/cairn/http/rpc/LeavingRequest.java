package network.cairn.http.rpc;

import java.io.InputStream;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import network.cairn.http.door.Request;

/// A request whose caller goes at some time.
record LeavingRequest(Request request, BooleanSupplier left) implements Request {
  @Override
  public boolean gone() {
    return left.getAsBoolean();
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public String query() {
    return request.query();
  }

  @Override
  public Optional<String> header(String name) {
    return request.header(name);
  }

  @Override
  public InputStream body() {
    return request.body();
  }
}
