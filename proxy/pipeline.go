package proxy

import (
	"keyport/proxy/chat"
	"keyport/proxy/dialect"
	"keyport/proxy/sse"
)

// pipeline is what a stream goes through: it is cut into events, which are
// edited and, for clients of another dialect, translated. Events that the editor
// knows by their form take none of these steps.
type pipeline struct {
	splitter *sse.Splitter
	editor   *chat.Stream
	into     translation
	buf      streamBuffer
	out      []byte // what the client gets for the latest bytes

	// Methods as values, made once.
	whole func(raw []byte) error
	each  func(data []byte)
}

func newPipeline(o chat.Options, into translation) *pipeline {
	p := &pipeline{splitter: sse.NewSplitter(sse.MaxEvent), editor: chat.NewStream(o), into: into, buf: newStreamBuffer()}
	p.splitter.Known, p.whole, p.each = p.known, p.event, p.translate
	return p
}

// feed puts what the client gets for the next bytes of the stream into out. The
// error is sse.ErrTooLong.
func (p *pipeline) feed(chunk []byte) error {
	p.out = p.buf.out(p.out)
	if p.into != nil {
		p.into.arrived()
	}
	return p.splitter.Feed(chunk, p.whole)
}

// known deals with the events that have the form of the one before.
func (p *pipeline) known(arrived []byte) int {
	if p.into == nil {
		n := p.editor.Pass(arrived)
		p.out = append(p.out, arrived[:n]...)
		return n
	}
	all := 0
	for {
		text, n := p.editor.Text(arrived[all:])
		if n == 0 {
			return all
		}
		p.out = p.into.text(p.out, text)
		all += n
	}
}

// event takes one event the long way. It never fails.
func (p *pipeline) event(raw []byte) error {
	if p.into == nil {
		p.out = p.editor.Event(p.out, raw)
		return nil
	}
	if text, n := p.editor.Text(raw); n == len(raw) { // it came in pieces
		p.out = p.into.text(p.out, text)
		return nil
	}
	p.editor.Data(raw, p.each)
	if p.editor.Done { // some gateways keep the connection open behind it
		p.end()
	}
	return nil
}

func (p *pipeline) translate(data []byte) { p.out = p.into.event(p.out, data) }

// free gives the memory back.
func (p *pipeline) free() {
	p.out = nil
	p.buf.free()
	p.editor.Free()
	p.editor = nil
}

// end adds what is due behind the last event of a stream that ended well.
func (p *pipeline) end() {
	if p.into == nil {
		p.out = p.editor.End(p.out)
		return
	}
	p.editor.EndData(p.each)
	if !p.editor.Failed && (p.editor.Done || p.editor.Finished) && p.into.failed() == nil {
		p.out = p.into.end(p.out)
	}
}

// failed is why a translated answer cannot go on.
func (p *pipeline) failed() *dialect.Error {
	if p.into == nil {
		return nil
	}
	return p.into.failed()
}
