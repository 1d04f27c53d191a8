package think

import (
	"strings"
	"testing"
)

var twoPairs = []Tag{{"<think>", "</think>"}, {"[THINK]", "[/THINK]"}}

// samples are the cases that every test of this package goes through.
var samples = []struct {
	name          string
	o             Options
	in            string
	text, thought string // with Reasoning; Strip gives the same text and no thought
}{
	{name: "empty"},
	{name: "no tag", in: "Hello, world.", text: "Hello, world."},
	{name: "white space kept without a block", in: " \n hi \n", text: " \n hi \n"},
	{name: "white space only", in: " \n\t", text: " \n\t"},
	{name: "leading block", in: "<think>p</think>\n\nAns", text: "Ans", thought: "p"},
	{name: "white space before the leading block goes", in: "\n <think>p</think>\nAns\n", text: "Ans\n", thought: "p"},
	{name: "every kind of white space", in: "\r\n\t\v\f <think>p</think>\r\n\t\v\f x", text: "x", thought: "p"},
	{name: "wider spaces stay", in: "\u00a0<think>p</think>\u3000x", text: "\u00a0\u3000x", thought: "p"},
	{name: "two leading blocks", in: " <think>a</think>\n<think>b</think>\n x", text: "x", thought: "ab"},
	{name: "nothing but a block", in: "<think>p</think>\n\n", text: "", thought: "p"},
	{name: "block in the middle is not trimmed", in: "a <think>p</think> b", text: "a  b", thought: "p"},
	{name: "block behind a leading one and text", in: "<think>a</think> x <think>b</think>\n y", text: "x \n y", thought: "ab"},
	{name: "mixed case", in: "<THINK>p</Think>x", text: "x", thought: "p"},
	{name: "less than", in: "if a < b && b <c", text: "if a < b && b <c"},
	{name: "longer name", in: "<thinking>no</thinking>", text: "<thinking>no</thinking>"},
	{name: "prefix at the end", in: "so <th", text: "so <th"},
	{name: "prefix at the end behind white space", in: "  <th", text: "  <th"},
	{name: "prefix at the end behind a block", in: "<think>p</think>\n<", text: "<", thought: "p"},
	{name: "lone less than", in: "<", text: "<"},
	{name: "repeated prefix", in: "<<think<think>p</think>>", text: "<<think>", thought: "p"},
	{name: "closing tag without opening", in: "a</think>b", text: "a</think>b"},
	{name: "nested", in: "<think>a<think>b</think>c</think>d", text: "d", thought: "abc"},
	{name: "unclosed", in: "x<think>abc", text: "x", thought: "abc"},
	{name: "unclosed with a prefix", in: "<think>abc</thi", text: "", thought: "abc</thi"},
	{name: "nested and unclosed", in: "<think>a<think>b</think>c", text: "", thought: "abc"},
	{name: "prefix of an end tag inside", in: "<think>a</th b < c</think>d", text: "d", thought: "a</th b < c"},
	{name: "emoji", in: "🤔<think>🙈 ß</think>é🎉", text: "🤔é🎉", thought: "🙈 ß"},
	{name: "code-quoted tag", in: "Use `<think>` here", text: "Use `<think>` here"},
	{name: "code-quoted pair", in: "`<think>` and `</think>`.", text: "`<think>` and `</think>`."},
	{name: "backtick before a block", in: "`x`<think>p</think>y", text: "`x`y", thought: "p"},
	{name: "quoted and cut off", in: "`<think>", text: "`"},
	{name: "code-quoted inside a block", in: "<think>`<think>` `</think>`</think>x", text: "x", thought: "`` ``"},

	{name: "two pairs", o: Options{Tags: twoPairs}, in: "[think]a</think>b[/THINK]c<think>[/think]d</think>", text: "c", thought: "a</think>b[/think]d"},
	{name: "only the own pair nests", o: Options{Tags: twoPairs}, in: "<think>a[THINK]b</think>c", text: "c", thought: "a[THINK]b"},
	{name: "end tag with white space, all there", o: Options{Tags: []Tag{{"<think>", "</think>\n\n"}}}, in: "a<think>p</think>\n\n\nb", text: "a\nb", thought: "p"},
	{name: "end tag with white space, half there", o: Options{Tags: []Tag{{"<think>", "</think>\n\n"}}}, in: "a<think>p</think>\nb", text: "ab", thought: "p"},
	{name: "end tag with white space, not there", o: Options{Tags: []Tag{{"<think>", "</think>\n\n"}}}, in: "a<think>p</think>b", text: "ab", thought: "p"},
	{name: "start tag with white space", o: Options{Tags: []Tag{{"\n<think>\n", "</think>"}}}, in: "a\n<think>p</think>b\n<think>\nq</think>", text: "ab", thought: "pq"},
	{name: "same tag twice", o: Options{Tags: []Tag{{"%%", "%%"}}}, in: "a%%p%%b%", text: "ab%", thought: "p"},
	{name: "tag beginning like another", o: Options{Tags: []Tag{{"abcd", "x"}, {"bc", "y"}}}, in: "abc-pyabcd-qxz", text: "az", thought: "-p-q"},
	{name: "tags beginning alike", o: Options{Tags: []Tag{{"<th", "x"}, {"<t", "y"}}}, in: "a<thxyb", text: "ab", thought: "hx"},
	{name: "tag of letters", o: Options{Tags: []Tag{{"begin", "END"}}}, in: "aBeginpendbEgin-eNdc", text: "ac", thought: "p-"},
	{name: "tag outside ASCII", o: Options{Tags: []Tag{{"◁think▷", "◁/think▷"}}}, in: "→◁Think▷p◁◁/think▷→◁", text: "→→◁", thought: "p◁"},

	{name: "starts in thought", o: Options{StartsInThought: true}, in: "hm\n</think>\n\nAns", text: "Ans", thought: "hm\n"},
	{name: "starts in thought, opens after all", o: Options{StartsInThought: true}, in: "\n <think>hm</think>\nAns", text: "Ans", thought: "hm"},
	{name: "starts in thought, nests", o: Options{StartsInThought: true}, in: "a<think>b</think>c</think>d", text: "d", thought: "abc"},
	{name: "starts in thought, never closes", o: Options{StartsInThought: true}, in: "\nAns <b>", text: "\nAns <b>", thought: "\nAns <b>"},
	{name: "starts in thought, opens, never closes", o: Options{StartsInThought: true}, in: " <think>Ans</thi", text: "Ans</thi", thought: "Ans</thi"},
	{name: "starts in thought, white space only", o: Options{StartsInThought: true}, in: "\n ", text: "\n ", thought: "\n "},
	{name: "starts in thought, closes at once", o: Options{StartsInThought: true}, in: "</think>Ans</think>", text: "Ans</think>"},
	{name: "starts in thought, second block", o: Options{StartsInThought: true}, in: "a</think>\n<think>b</think>\nx<think>c</think> y", text: "x y", thought: "abc"},
	{name: "starts in thought, any pair closes", o: Options{StartsInThought: true, Tags: twoPairs}, in: "a[/THINK] x", text: "x", thought: "a"},
}

func TestWholeText(t *testing.T) {
	for _, c := range samples {
		t.Run(c.name, func(t *testing.T) {
			for _, mode := range []Mode{"", Strip, Reasoning, Keep} {
				o, text, thought := c.o, c.text, c.thought
				o.Mode = mode
				switch mode {
				case Keep:
					text, thought = c.in, ""
				case "", Strip:
					thought = ""
				}
				gotText, gotThought := Apply(o, c.in)
				if gotText != text || gotThought != thought {
					t.Errorf("mode %q: %q gives %q, thought %q; want %q, %q", mode, c.in, gotText, gotThought, text, thought)
				}
				if refText, refThought := reference(o, c.in); refText != text || refThought != thought {
					t.Errorf("mode %q: the reference gives %q, %q; want %q, %q", mode, refText, refThought, text, thought)
				}
			}
		})
	}
}

// Text leaves the filter in the Write that brought it, but for a possible
// prefix of a tag: a fixed window would delay every answer.
func TestNothingIsHeldButAPrefix(t *testing.T) {
	in := "A longer answer, a < b, <b>bold</b>, <thin, <thinking>, `code`, 日本語 <"
	f := NewFilter(Options{})
	shown, fed := "", ""
	for _, r := range in {
		fed += string(r)
		text, _ := f.Write(string(r))
		shown += text
		held := strings.TrimPrefix(fed, shown)
		if shown+held != fed || !strings.HasPrefix("<think>", held) {
			t.Fatalf("after %q shown is %q", fed, shown)
		}
	}
	rest, _ := f.Close()
	if shown+rest != in {
		t.Errorf("got %q", shown+rest)
	}
}

func TestThoughtComesAtOnce(t *testing.T) {
	f := NewFilter(Options{Mode: Reasoning})
	f.Write("<think>")
	for _, s := range []string{"first ", "a < b", " </b>"} {
		if _, thought := f.Write(s); thought != s {
			t.Errorf("Write(%q) gave the thought %q", s, thought)
		}
	}
}

func TestCloseTwice(t *testing.T) {
	for _, c := range samples {
		f := NewFilter(c.o)
		f.Write(c.in)
		f.Close()
		if text, thought := f.Close(); text != "" || thought != "" {
			t.Errorf("%s: the second Close gave %q, %q", c.name, text, thought)
		}
	}
}

func TestUnusablePairsLeaveTheDefault(t *testing.T) {
	o := Options{Tags: []Tag{{"", "</x>"}, {"<x>", " \n"}, {"\xff", "</x>"}}}
	if text, _ := Apply(o, "<think>p</think>x"); text != "x" {
		t.Errorf("got %q", text)
	}
}
