package proxy

import (
	"compress/gzip"
	"io"

	"github.com/klauspost/compress/zstd"
)

// maxWindow is the most that zstd may look back, which is what a decoder holds
// in memory: the largest window of a web encoding (RFC 9659). A frame may ask
// for terabytes.
const maxWindow = 8 << 20

// unpack reads what was compressed. The reader gives as much as there is: the
// caller bounds it. done frees what it holds.
func unpack(packing string, body io.Reader) (plain io.Reader, done func(), err error) {
	switch packing {
	case "gzip":
		zr, err := gzip.NewReader(body)
		return zr, func() {}, err
	case "zstd":
		zr, err := zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(maxWindow))
		if err != nil {
			return nil, func() {}, err
		}
		return zr, zr.Close, nil
	}
	return body, func() {}, nil
}
