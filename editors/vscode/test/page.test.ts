import assert from "node:assert/strict";
import { test } from "node:test";
import { closed } from "../src/page.ts";

const POLICY = /<head[^>]*><meta http-equiv="Content-Security-Policy" content="default-src 'none';/;

test("a page may do nothing, whatever it is made of", () => {
  for (const page of ["<html><head><title>x</title></head></html>", '<!doctype html><HEAD lang="en"></HEAD>', "words"]) {
    assert.match(closed(page), /<head[^>]*><meta http-equiv="Content-Security-Policy"/i);
  }
  assert.match(closed("<script>alert(1)</script>"), POLICY);
});
