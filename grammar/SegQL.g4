// SegQL: a file is a header and declarations; a segment says who is in it.
//
// Every decision is made within a few tokens: the text never has to be read ahead to find out what a parenthesis is, so
// parsing is linear and a mistake is found where it is. Chains (`and`, `or`, `+`, `*`, `not`, `-`) are loops, never
// recursion: a tree is as deep as the brackets of the text. What the grammar accepts and the language does not (mixed
// `and`/`or`, clauses out of order, a window after `where`) is reported by the tree builder, which can say it better.
grammar SegQL;

options { superClass = ParserBase; contextSuperClass = ContextBase; }
@parser::preinclude { #include "compiler/syntax/parser_base.h" }

// ---------- entry points ----------

file             : header declaration* EOF ;       // the whole language; parse.cc takes it one declaration at a time
headerOnly       : header EOF ;
declarationOnly  : declaration EOF ;
expressionOnly   : expr EOF ;
segmentRefOnly   : segmentRef EOF ;

header           : languagePragma? importDecl* ;
languagePragma   : 'language' INT ;
importDecl       : 'import' ('{' name (',' name)* ','? '}' 'from')? STRING ('with' '(' renaming (',' renaming)* ','? ')')? ;
renaming         : name ':' name ;

declaration      : annotation*
                   ( settingsDecl | entityDecl | eventDecl | relationDecl | externDecl | attributeDecl | defineDecl
                   | segmentDecl | staticDecl | splitDecl | priorityDecl | testDecl | claimDecl ) ;
annotation       : '@' name ('(' literal ')')? ;

// ---------- schema ----------

settingsDecl     : 'settings' '{' setting* '}' ;
setting          : 'timezone' STRING
                 | 'week' 'starts' name
                 | 'currency' CURRENCY
                 | 'leap' 'day' name ;
entityDecl       : 'entity' name 'key' name '{' field* '}' ;
eventDecl        : 'event' name 'at' name '{' field* '}' ;
field            : name ':' type '?'? ('=' value)? ;
type             : 'text' | 'int' | 'float' | 'bool' | 'date' | 'timestamp' | 'point'
                 | 'decimal' ('(' INT ')')?
                 | 'money' '(' CURRENCY ')'
                 | 'enum' '{' name (',' name)* ','? '}'
                 | 'ref' name
                 | ('set' | 'list') '<' type '>'
                 | 'map' '<' type ',' type '>' ;
relationDecl     : 'relation' name 'has' 'many' name '=' name 'by' name ;
externDecl       : 'extern' name paramList ':' type '?'? ;
paramList        : '(' (paramDecl (',' paramDecl)* ','?)? ')' ;
paramDecl        : name ':' type ('=' value)? ;

// ---------- reusable definitions ----------

attributeDecl    : 'attribute' name 'of' name '=' expr ;
defineDecl       : 'define' name paramList? 'of' name '=' expr ;

// ---------- segments ----------

segmentDecl      : 'snapshot'? 'segment' name paramList? STRING? 'of' name ('as' 'of' fixedInstant)?
                   '{' whereClause? clause* '}' ;
staticDecl       : 'static' 'segment' name STRING? 'of' name 'from' STRING 'key' name ;
splitDecl        : 'split' name 'of' 'segment' segmentRef 'seed' STRING '{' splitPart (',' splitPart)* ','? '}' ;
splitPart        : name number '%' ;
priorityDecl     : 'priority' 'list' name 'of' name '{' segmentRef (',' segmentRef)* ','? '}' ;

whereClause      : 'where' expr ;                  // first, so that after rows `where` is always theirs
clause           : excludeClause | takeClause | sampleClause | timezoneClause | refreshClause | keepClause | deliverClause ;
excludeClause    : 'exclude' expr ;
takeClause       : 'take' ('top' | 'bottom') (PARAM | number '%'?) 'by' arith ('per' path)? among?
                   ('ties' ('kept' | 'dropped'))? ('at' 'most' INT)? ;
sampleClause     : 'sample' number '%' 'seed' STRING ;
timezoneClause   : 'timezone' STRING ;
refreshClause    : 'refresh' schedule ('also' 'on' name (',' name)*)? ('priority' name)? ;
schedule         : 'live'
                 | 'manual'
                 | 'daily' 'at' TIME
                 | 'weekly' 'on' name (',' name)* 'at' TIME
                 | 'monthly' 'on' INT (',' INT)* 'at' TIME
                 | 'every' INT unit ;
keepClause       : 'keep' 'members' ('forever' | 'for' INT unit 'after' ('entry' | 'last' 'match')) ;
deliverClause    : 'deliver' 'to' path ('as' STRING)? ('on' name (',' name)*)? ('columns' '(' path (',' path)* ','? ')')? ;

segmentRef       : path segmentArgs? ;
segmentArgs      : '(' (namedValue (',' namedValue)* ','?)? ')' ;
namedValue       : (name ':')? (value | PARAM) ;

// ---------- conditions and values (one spine; the checker types them) ----------

expr             : condition (('and' | 'or') condition)* ;
condition        : 'not'* predicate ;
predicate        : quantified | block | sequence | inSegment | wasIn | moved | arith test? ;

test             : comparison arith
                 | 'not'? 'in' (literals | PARAM | 'segment' segmentRef)
                 | 'not'? 'between' arith 'and' arith
                 | 'not'? ('contains' | 'starts' 'with' | 'ends' 'with' | 'matches') (STRING | PARAM) ('ignoring' 'case')?
                 | 'is' ('missing' | 'present')
                 | 'has' (('any' | 'all' | 'none') 'of' (literals | PARAM) | arith) ;
comparison       : '=' | '!=' | '<' | '<=' | '>' | '>=' ;

inSegment        : 'in' 'segment' segmentRef ;
wasIn            : 'was' 'in' 'segment' segmentRef 'as' 'of' instant ;
moved            : ('entered' | 'left') 'segment' segmentRef window ;

block            : ('all' | 'any' | 'none') 'of' '{' expr (',' expr)* ','? '}' ;

quantified       : quantifier rowSet satisfy? ;
quantifier       : 'any' | 'no' | 'every' | 'latest' | 'earliest' | 'at' ('least' | 'most') count | 'exactly' count ;
satisfy          : 'satisfy' '(' expr ')' ;
rowSet           : (name ':')? path window? (rowFilter lateWindow?)? ;
rowFilter        : 'where' '(' expr ')' ;
lateWindow       : window ;                        // reported: the window stands before `where`

sequence         : 'did' window? '(' step ('then' step)* ')' ('matching' ('any' | 'first' | 'strict'))? ;
step             : 'no'? (name ':')? path ('within' INT unit | 'so' 'far')? rowFilter? ;

arith            : operand (('+' | '-' | '*' | '/') operand)* ;
operand          : '-'* atom ;
atom             : aggregate
                 | elapsed
                 | calendarPart
                 | population
                 | constant
                 | PARAM (fromNow | inWindow)?
                 | path callArgs? inWindow?
                 | leastCall inWindow?
                 | '(' expr ')' inWindow? ;
inWindow         : 'anniversary'? window ;         // a condition of its own; here, because after rows a window is theirs
plainAtom        : aggregate | constant | PARAM | path callArgs? | leastCall | '(' expr ')' ;   // nests through brackets only
leastCall        : 'least' callArgs ;              // the one function whose name is a word of a condition (`at least`)
callArgs         : '(' (argument (',' argument)* ','?)? ')' ;
argument         : (name ':')? (expr | listOfMany) ;
listOfMany       : '(' (literal ',' (literal (',' literal)* ','?)?)? ')' ;   // `("a")` is an expression in parentheses

aggregate        : 'count' 'of' ('distinct' path 'of')? rowSet
                 | ('sum' | 'avg' | 'min' | 'max' | 'median' | 'first' | 'last') 'of' (path | '(' expr ')') 'of' rowSet
                 | 'most' 'common' path 'of' rowSet
                 | 'share' 'of' rowSet satisfy ;
elapsed          : unit ('since' | 'until') plainAtom ;
calendarPart     : ('year' | 'quarter' | 'month' | 'week' | 'day' | 'weekday' | 'hour' | 'minute' | 'second') 'of' plainAtom ;
population       : ('ntile' count | 'percentile') 'of' plainAtom among ;
among            : 'among' ('everyone' | 'segment' segmentRef) ;

// ---------- time ----------

window           : 'within' ('last' | 'next') count 'complete'? unit 'rolling'?
                 | 'within' ('this' | 'previous' | 'following') unit
                 | 'from' instant 'to' instant
                 | ('before' | 'after' | 'since' | 'on') instant
                 | 'during' PERIOD
                 | 'ever' ;
instant          : fixedInstant | PARAM fromNow? | path ;
fixedInstant     : 'now' | 'today' | 'yesterday' | 'tomorrow' | DATE | DATETIME | INT fromNow ;
fromNow          : unit ('ago' | 'from' 'now') ;
unit             : 'second' | 'seconds' | 'minute' | 'minutes' | 'hour' | 'hours' | 'day' | 'days' | 'week' | 'weeks'
                 | 'month' | 'months' | 'quarter' | 'quarters' | 'year' | 'years' ;

// ---------- names and literals ----------

path             : name ('.' name)* ;
name             : IDENT | QUOTED | softKeyword ;
softKeyword      : 'text' | 'int' | 'decimal' | 'float' | 'bool' | 'date' | 'timestamp' | 'point' | 'money' | 'enum' | 'ref'
                 | 'set' | 'list' | 'map' | 'key' | 'many' | 'currency' | 'leap'
                 | 'second' | 'seconds' | 'minute' | 'minutes' | 'hour' | 'hours' | 'day' | 'days' | 'week' | 'weeks' | 'weekday'
                 | 'month' | 'months' | 'quarter' | 'quarters' | 'year' | 'years'
                 | 'count' | 'sum' | 'avg' | 'min' | 'max' | 'median' | 'first' | 'last' | 'share' | 'common' | 'ntile' | 'percentile'
                 | 'anniversary' | 'everyone' | 'strict' | 'matching' | 'step' | 'far' | 'top' | 'bottom' | 'kept' | 'dropped'
                 | 'entry' | 'match' | 'members' | 'live' | 'manual' | 'daily' | 'weekly' | 'monthly' | 'forever' | 'seed'
                 | 'priority' | 'columns' | 'case' | 'timezone' | 'segment' | 'split' | 'language' | 'test' | 'given' | 'out'
                 | 'disjoint' | 'cover' | 'implies' | 'equals'
                 | 'starts' | 'ends' | 'next' | 'previous' | 'following' | 'complete' | 'rolling' ;
literals         : '(' (literal (',' literal)* ','?)? ')' ;
literal          : '-'? constant | name ;
value            : literal | literals ;
constant         : number ('%' | CURRENCY | fromNow | unit)?
                 | STRING
                 | 'true'
                 | 'false'
                 | 'now' | 'today' | 'yesterday' | 'tomorrow' | DATE | DATETIME ;
count            : INT | PARAM ;
number           : INT | DECIMAL ;

// ---------- tests ----------

testDecl         : 'test' STRING 'of' segmentRef 'as' 'of' fixedInstant ('timezone' STRING)? '{' testItem* '}' ;
testItem         : given | expect ;
given            : 'given' name name? '{' (givenField (',' givenField)* ','?)? '}' ;
givenField       : name ':' value ;
expect           : 'expect' path ('in' | 'out' | comparison value) ('as' 'of' fixedInstant)? ;

// ---------- what is to be proved ----------

claimDecl        : 'expect' ( 'disjoint' segmentRef (',' segmentRef)+
                            | 'cover' ('segment' segmentRef | name whereClause?) 'by' segmentRef (',' segmentRef)*
                            | segmentRef ('implies' | 'equals') segmentRef ) ;

// ---------- keywords (named KW_ because plain names collide with macros) ----------

KW_AFTER         : 'after' ;
KW_AGO           : 'ago' ;
KW_ALL           : 'all' ;
KW_ALSO          : 'also' ;
KW_AMONG         : 'among' ;
KW_AND           : 'and' ;
KW_ANNIVERSARY   : 'anniversary' ;
KW_ANY           : 'any' ;
KW_AS            : 'as' ;
KW_AT            : 'at' ;
KW_ATTRIBUTE     : 'attribute' ;
KW_AVG           : 'avg' ;
KW_BEFORE        : 'before' ;
KW_BETWEEN       : 'between' ;
KW_BOOL          : 'bool' ;
KW_BOTTOM        : 'bottom' ;
KW_BY            : 'by' ;
KW_CASE          : 'case' ;
KW_COLUMNS       : 'columns' ;
KW_COMMON        : 'common' ;
KW_COMPLETE      : 'complete' ;
KW_CONTAINS      : 'contains' ;
KW_COUNT         : 'count' ;
KW_COVER         : 'cover' ;
KW_CURRENCY      : 'currency' ;
KW_DAILY         : 'daily' ;
KW_DATE          : 'date' ;
KW_DAY           : 'day' ;
KW_DAYS          : 'days' ;
KW_DECIMAL       : 'decimal' ;
KW_DEFINE        : 'define' ;
KW_DELIVER       : 'deliver' ;
KW_DID           : 'did' ;
KW_DISJOINT      : 'disjoint' ;
KW_DISTINCT      : 'distinct' ;
KW_DROPPED       : 'dropped' ;
KW_DURING        : 'during' ;
KW_EARLIEST      : 'earliest' ;
KW_ENDS          : 'ends' ;
KW_ENTERED       : 'entered' ;
KW_ENTITY        : 'entity' ;
KW_ENTRY         : 'entry' ;
KW_EQUALS        : 'equals' ;
KW_ENUM          : 'enum' ;
KW_EVENT         : 'event' ;
KW_EVER          : 'ever' ;
KW_EVERY         : 'every' ;
KW_EVERYONE      : 'everyone' ;
KW_EXACTLY       : 'exactly' ;
KW_EXCLUDE       : 'exclude' ;
KW_EXPECT        : 'expect' ;
KW_EXTERN        : 'extern' ;
KW_FALSE         : 'false' ;
KW_FAR           : 'far' ;
KW_FIRST         : 'first' ;
KW_FLOAT         : 'float' ;
KW_FOLLOWING     : 'following' ;
KW_FOR           : 'for' ;
KW_FOREVER       : 'forever' ;
KW_FROM          : 'from' ;
KW_GIVEN         : 'given' ;
KW_HAS           : 'has' ;
KW_HOUR          : 'hour' ;
KW_HOURS         : 'hours' ;
KW_IGNORING      : 'ignoring' ;
KW_IMPLIES       : 'implies' ;
KW_IMPORT        : 'import' ;
KW_IN            : 'in' ;
KW_INT           : 'int' ;
KW_IS            : 'is' ;
KW_KEEP          : 'keep' ;
KW_KEPT          : 'kept' ;
KW_KEY           : 'key' ;
KW_LANGUAGE      : 'language' ;
KW_LAST          : 'last' ;
KW_LATEST        : 'latest' ;
KW_LEAP          : 'leap' ;
KW_LEAST         : 'least' ;
KW_LEFT          : 'left' ;
KW_LIST          : 'list' ;
KW_LIVE          : 'live' ;
KW_MANUAL        : 'manual' ;
KW_MANY          : 'many' ;
KW_MAP           : 'map' ;
KW_MATCH         : 'match' ;
KW_MATCHES       : 'matches' ;
KW_MATCHING      : 'matching' ;
KW_MAX           : 'max' ;
KW_MEDIAN        : 'median' ;
KW_MEMBERS       : 'members' ;
KW_MIN           : 'min' ;
KW_MINUTE        : 'minute' ;
KW_MINUTES       : 'minutes' ;
KW_MISSING       : 'missing' ;
KW_MONEY         : 'money' ;
KW_MONTH         : 'month' ;
KW_MONTHLY       : 'monthly' ;
KW_MONTHS        : 'months' ;
KW_MOST          : 'most' ;
KW_NEXT          : 'next' ;
KW_NO            : 'no' ;
KW_NONE          : 'none' ;
KW_NOT           : 'not' ;
KW_NOW           : 'now' ;
KW_NTILE         : 'ntile' ;
KW_OF            : 'of' ;
KW_ON            : 'on' ;
KW_OR            : 'or' ;
KW_OUT           : 'out' ;
KW_PER           : 'per' ;
KW_PERCENTILE    : 'percentile' ;
KW_POINT         : 'point' ;
KW_PRESENT       : 'present' ;
KW_PREVIOUS      : 'previous' ;
KW_PRIORITY      : 'priority' ;
KW_QUARTER       : 'quarter' ;
KW_QUARTERS      : 'quarters' ;
KW_REF           : 'ref' ;
KW_REFRESH       : 'refresh' ;
KW_RELATION      : 'relation' ;
KW_ROLLING       : 'rolling' ;
KW_SAMPLE        : 'sample' ;
KW_SATISFY       : 'satisfy' ;
KW_SECOND        : 'second' ;
KW_SECONDS       : 'seconds' ;
KW_SEED          : 'seed' ;
KW_SEGMENT       : 'segment' ;
KW_SET           : 'set' ;
KW_SETTINGS      : 'settings' ;
KW_SHARE         : 'share' ;
KW_SINCE         : 'since' ;
KW_SNAPSHOT      : 'snapshot' ;
KW_SO            : 'so' ;
KW_SPLIT         : 'split' ;
KW_STARTS        : 'starts' ;
KW_STATIC        : 'static' ;
KW_STEP          : 'step' ;
KW_STRICT        : 'strict' ;
KW_SUM           : 'sum' ;
KW_TAKE          : 'take' ;
KW_TEST          : 'test' ;
KW_TEXT          : 'text' ;
KW_THEN          : 'then' ;
KW_THIS          : 'this' ;
KW_TIES          : 'ties' ;
KW_TIMESTAMP     : 'timestamp' ;
KW_TIMEZONE      : 'timezone' ;
KW_TO            : 'to' ;
KW_TODAY         : 'today' ;
KW_TOMORROW      : 'tomorrow' ;
KW_TOP           : 'top' ;
KW_TRUE          : 'true' ;
KW_UNTIL         : 'until' ;
KW_WAS           : 'was' ;
KW_WEEK          : 'week' ;
KW_WEEKDAY       : 'weekday' ;
KW_WEEKLY        : 'weekly' ;
KW_WEEKS         : 'weeks' ;
KW_WHERE         : 'where' ;
KW_WITH          : 'with' ;
KW_WITHIN        : 'within' ;
KW_YEAR          : 'year' ;
KW_YEARS         : 'years' ;
KW_YESTERDAY     : 'yesterday' ;

// ---------- punctuation ----------

LPAREN           : '(' ;
RPAREN           : ')' ;
LBRACE           : '{' ;
RBRACE           : '}' ;
COMMA            : ',' ;
COLON            : ':' ;
DOT              : '.' ;
QUESTION         : '?' ;
AT_SIGN          : '@' ;
PERCENT          : '%' ;
EQ               : '=' ;
NE               : '!=' ;
LT               : '<' ;
LE               : '<=' ;
GT               : '>' ;
GE               : '>=' ;
PLUS             : '+' ;
MINUS            : '-' ;
STAR             : '*' ;
SLASH            : '/' ;

// ---------- literals, names, comments ----------
// The longest match wins, then the first rule. Every rule is regular and greedy, so that lexer_table.cc can turn ANTLR's
// automaton into a table. It reads bytes: those of characters outside ASCII all count as U+007F, except the first byte of a
// typographic quote, which counts as U+001E.

DATETIME         : D D D D '-' D D '-' D D 'T' D D ':' D D (':' D D)? ('Z' | [+-] D D ':' D D)? ;
DATE             : D D D D '-' D D '-' D D ;
PERIOD           : D D D D '-' ('Q' D | D D) ;
TIME             : D D ':' D D ;
DECIMAL          : D+ '.' D+ ;
INT              : D+ ;
CURRENCY         : [A-Z] [A-Z] [A-Z] ;
PARAM            : '$' [a-z_] [a-z0-9_]* ;
IDENT            : [a-z_] [a-z0-9_]* ;
QUOTED           : '`' ~[`\r\n]+ '`' ;
STRING           : '"' ('\\' ~[\r\n] | ~["\\\r\n])* '"' ;
COMMENT          : ('//' ~[\r\n]* | '/*' (~'*' | '*'+ ~[*/])* '*'+ '/') -> channel(HIDDEN) ;
WS               : [ \t\r\n]+ -> skip ;

// ---------- mistakes: recognised here, reported and repaired by mistakes.cc, never seen by the parser ----------

BAD_EQ           : '==' | ':=' ;
BAD_NE           : '<>' ;
BAD_LE           : '=<' ;
BAD_GE           : '=>' ;
BAD_AND          : '&&' | '&' ;
BAD_OR           : '||' | '|' ;
BAD_NOT          : '!' ;
BAD_TEXT         : '\'' ~['\r\n]* '\''? | '\u001E' ~["\u001E\r\n]* ('"' | '\u001E' '\u007F' '\u007F')? ;
OPEN_TEXT        : '"' ('\\' ~[\r\n] | ~["\\\r\n])* '\\'? ;
OPEN_QUOTED      : '`' ~[`\r\n]* | '``' ;
OPEN_COMMENT     : '/*' (~'*' | '*'+ ~[*/])* '*'* ;
BAD_DATE         : D D D D '-' D D? '-' D D? | D D? [-/.] D D? [-/.] D D D D ;
BAD_TIME         : D ':' D D ;
BAD_WORD         : [A-Za-z0-9_\u007F]* [A-Za-z_\u007F] [A-Za-z0-9_\u007F]* ;
BAD_PARAM        : '$' [A-Za-z0-9_\u007F]* ;
BAD_BRACKET      : '[' | ']' ;
BAD_COMMENT      : '#' ~[\r\n]* ;
BAD_CHARACTER    : . ;

fragment D       : [0-9] ;
