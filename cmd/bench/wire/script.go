package wire

import (
	"strconv"
	"strings"
	"time"
)

// Script is what the upstream is to answer. The client names it as the model,
// so that it reaches the upstream through whatever lies between.
type Script struct {
	Chunks int           // -n3: so many chunks of text; 0 is a plain answer
	Delay  time.Duration // -d5ms: before every chunk but the first
	Pack   int           // -pack64: so many events in one write
	Cut    int           // -cut7: the stream in pieces of so many bytes
	Reset  int           // -rst50: the connection is reset behind so many chunks
	Bytes  int           // -b1000000: so many bytes of text in every chunk
	Status int           // -s429: this refusal
	Think  Thoughts      // -whole, -split, -nested, -none
}

// Thoughts is how a script thinks aloud.
type Thoughts string

// The ways of thinking: see Pieces.
const (
	Whole  Thoughts = "whole"
	Split  Thoughts = "split"
	Nested Thoughts = "nested"
	None   Thoughts = "none"
)

// Model is the name that all scripts begin with; the rules of the proxies under test match it.
const Model = "bench"

// Parse reads the name of a model. What it does not know it passes over: then
// the answer is wrong, and the client says so.
func Parse(model string) Script {
	s := Script{Pack: 1}
	words := strings.Split(model, "-")
	for _, word := range words[1:] {
		i := strings.IndexAny(word, "0123456789")
		if i < 0 {
			s.Think = Thoughts(word)
			continue
		}
		n, _ := strconv.Atoi(word[i:])
		switch word[:i] {
		case "n":
			s.Chunks = n
		case "d":
			s.Delay, _ = time.ParseDuration(word[i:])
		case "pack":
			s.Pack = max(n, 1)
		case "cut":
			s.Cut = n
		case "rst":
			s.Reset = n
		case "b":
			s.Bytes = n
		case "s":
			s.Status = n
		}
	}
	return s
}

// Piece is the text of one event.
type Piece struct {
	Text    string
	Thought bool // a tag or what lies inside: the think filter takes it out
}

// Secret stands in every thought: a client that reads it has met a leak.
const Secret = "secret"

const thoughts = 20 // events of a block

// Pieces are the texts of a stream that thinks aloud: 20 thoughts, then s.Chunks
// chunks of answer, each with a mark.
//
//   - whole: the tags stand in events of their own
//   - split: the tags are cut over events, and the answer begins in the event that ends the block
//   - nested: blocks inside the block, a second block in the answer, a last one that nothing closes
//   - none: no tag at all, but everything in the answer that looks like the beginning of one
func (s Script) Pieces() []Piece {
	block := func(open, shut []string, inside ...string) (all []Piece) {
		for _, text := range open {
			all = append(all, Piece{text, true})
		}
		for i := range thoughts {
			text := " " + Secret + " thought"
			if len(inside) > 0 {
				text = inside[i%len(inside)]
			}
			all = append(all, Piece{text, true})
		}
		for _, text := range shut {
			all = append(all, Piece{text, true})
		}
		return all
	}
	var answer []Piece
	for i := range s.Chunks {
		text := noMark + " token"
		if tails := [...]string{"", " a < b", " <", " <thi", " </think", " <br>"}; s.Think == None {
			text += tails[i%len(tails)]
		}
		answer = append(answer, Piece{text, false})
	}
	half := len(answer) / 2
	switch s.Think {
	case Whole:
		return append(block([]string{"<think>"}, []string{"</think>"}), answer...)
	case Split:
		all := block([]string{"<", "th", "ink", ">" + Secret}, []string{Secret + "</", "t", "hink"})
		answer[0].Text = ">\n\n" + answer[0].Text // its first byte ends the tag
		return append(all, answer...)
	case Nested:
		all := block([]string{"<think>"}, []string{"</think>"}, " "+Secret, "<think>", " "+Secret, "</think>")
		all = append(all, answer[:half]...)
		all = append(all, block([]string{"<think>"}, []string{"</think>"})...)
		all = append(all, answer[half:]...)
		return append(all, block([]string{"<think>"}, nil)...)
	}
	return answer
}

// Text is what a client must read of a stream that thinks aloud: no thought,
// no mark, and no white space at either end.
func (s Script) Text() string {
	var b strings.Builder
	for i, p := range s.Pieces() {
		if p.Thought {
			continue
		}
		if s.Think == Split && strings.HasPrefix(p.Text, ">") && i > 0 {
			p.Text = p.Text[1:]
		}
		b.WriteString(p.Text)
	}
	return strings.TrimSpace(CutMarks(b.String()))
}
