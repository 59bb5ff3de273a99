"""The language a message is written in: Bangla, Bangla in Latin letters, or English."""

import re
from typing import Literal

from citizen_text.normalisation import normalise

Language = Literal["bn", "bn-Latn", "en"]

_BANGLA_LETTER = re.compile(r"[\u0985-\u09b9\u09dc-\u09df\u09ce]")
_LATIN_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BANGLISH_WORDS = _listed(
    """
    ami amar amr amra amader amake amare amay mor moi mui tumi tomar apni apnar apnara apnader
    tui se tar tini uni ora tara o er ei oi eta ota seta eita oita ki kobe kokhon kothay koi kon
    kono kno keno kene kan kyan ken kemne kmne kivabe kibhabe kibabe kemon koto koyta kita ke
    kar kare jodi na nai nei ni noy nah ha haa hya hyan hae ji jee jii hu thik accha acha achcha
    tahole tobe kintu ebong ar aro abar ekhon ekhono ekono akhon akhono ekhn akhn aj ajke kal
    kalke tule tulen nen nin dekhen dekhun bolun likhen likhun korun
    gato gata goto mash mas maas din bochor bosor boyos boyosh theke teke thaki dhore
    dhoira dhori jabot porjonto jonno jonne sathe shathe sate loge diye niye kache kase theka
    upor niche age pore agey agami takar taha tekha teka tia tiya poisha vata vatar
    bhata bhatar bata vatr boyosko boyoshko boysko boishko bidhoba bidoba protibondhi protibondi
    upobritti upobriti kisti briddho gorvoboti pai paini pailam pelam paisi paichi pabo pamu
    paiba pay paye peyechi peyechhi peye pang faisi fai ashe ase ashse asche asse aise aiche
    aslo ashbe asbe asheni aseni eshe esheche ache achi asi hoy hoise hoice hoyeche hoiche hobe
    hoibo oibo oilo hoilo holo hole hoite hocche hosse gelo gese geche jabe jay jete jamu korbo
    krbo korte korsi korchi korse koren koro kori kore kora korlam deo den dao debo dibo dibe
    diben dilo dise dichi disi dey day dite chai cai chay lagbe lage bolen bolo bolte bolchi
    bolsi bolse boli jani jante janan janai janaben khobor obostha somossa shomossha shomosha
    sahajjo shahajjo lok manush manus kotha kothaa dhonnobad donnobad dhonyobad apa bhai vai
    bhaiya chacha dada didi ma baba mayer babar dhukse dhuke duke dhukche vul bhul sothik
    thikana nam namta gram jela upojela zilla sob shob sobai shobai keu kichu kisu bondho bondo
    chalu bar matro valo bhalo kharap onek khub beshi besi kom shudhu sudhu oboshshoi obhijog
    ovijog nalish bichar abedon dorkhasto shesh sesh notun purono prothom salam slm assalamu
    assalamualaikum walaikum nomoshkar adab kaj hoitese hoitase khortam mattam kotham bahe nahi
    hamar hama tomra agei emon temon jemon
    """
)
_ENGLISH_WORDS = _listed(
    """
    i i'm i've my me mine we our us you your he she his her it its they them their this that
    these those the a an of for from with without about into and or but if because so than then
    when where why what which who whom how is are was were be been being am do does did done
    don't doesn't didn't not none never have has had haven't hasn't hadn't will would shall
    should can can't cannot could may might must get gets got getting give given gave come comes
    came coming go goes went going receive received recieved receiving pay paid payment payments
    money allowance pension widow old age disabled disability mother father husband wife son
    daughter child children month months year years week day today yesterday tomorrow since
    until still yet already again now late last next ago ever complaint complaints case status
    track check know tell told say said want wants need needs talk speak call someone somebody
    person human officer please see show much many any some all only more less new name
    right correct true there here to on at by in out up over stopped stop stops hear heard
    answer reply waiting wait problem issue anything nothing something everyone everybody good
    morning afternoon evening night great nice fine sure agree exactly nope yeah yep weather
    tomorrow's write wrote read born birth forgot forget installment installments quarter
    stipend benefit sent arrived arrive credited like let's make made take took taken use find
    found work works
    """
)
_IN_BOTH = _listed("taka tk")  # the currency in English, a word like any in Banglish
# What people do with money, where only "taka" beside it told Banglish from English before
_BANGLISH_OF_MONEY = _listed(
    """
    kete kate katse katche kata rakhe rakhse rakhche rakhlo ney nise nisse niyeche nilo niya nia
    khay khaise khaiche mere marse churi dokandar hajare paona pathan pathay pathaite pathaia
    pathaben tulte tulse tulben uthe othe uthay uthaise uthaite jitsi koy asena ashena onekdin
    atka haraise lokjon dorkar khorcha bakita baki ferot ashto chilo chhilo silo
    """
)
_ENGLISH_SHAPE = re.compile(r"(?:tion|ment|ing|ight|ould|ness|ful|able|ious|ally|ck)s?$|^(?:wh|qu)")
_BANGLISH_SHAPE = re.compile(
    r"(?:chi|chhi|chen|chhe|lam|ben|bena|techi|tesi|tese|iya|oya|uya|shi|sse|bhai|bo|mu|khon|der)$"
    r"|^(?:bh|kh|jh|dh)|aa|ou$"
)


def detect_language(text: str, spoken: str | None = None) -> Language | None:
    """None when the message is no evidence: digits, a name, "ok", "thanks", words of both. To whom
    English was `spoken` until now, the name of the currency is none either.
    """
    normal = normalise(text)
    latin_words = _LATIN_WORD.findall(normal)
    bangla_letters = len(_BANGLA_LETTER.findall(normal))
    if bangla_letters and bangla_letters * 2 >= sum(map(len, latin_words)) / 2:
        return "bn"
    weigh = _evidence_in_english if spoken == "en" else _evidence
    balance = sum(map(weigh, latin_words))
    if balance == 0:
        return None
    return "en" if balance > 0 else "bn-Latn"


def _evidence(word: str) -> int:
    """Above zero for English, below for Banglish; a known word counts twice a likely one."""
    if word in _IN_BOTH:
        return -1
    if word in _ENGLISH_WORDS or word in _BANGLISH_WORDS:
        return 2 * ((word in _ENGLISH_WORDS) - (word in _BANGLISH_WORDS))
    return bool(_ENGLISH_SHAPE.search(word)) - bool(_BANGLISH_SHAPE.search(word))


def _evidence_in_english(word: str) -> int:
    if word in _IN_BOTH:
        return 0
    return -2 if word in _BANGLISH_OF_MONEY else _evidence(word)
