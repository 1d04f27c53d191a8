// Package clienttest holds the tests that run real client programs, installed
// from npm, against a real handler and an upstream that is strict about what
// it takes: chats, streams, tools over two turns, structured output, images,
// embeddings. It has no code of its own. The tests install packages, so they
// run only where KEYPORT_NPM_TESTS=1 asks for them, and never in CI:
//
//	KEYPORT_NPM_TESTS=1 go test ./proxy/clienttest
package clienttest
