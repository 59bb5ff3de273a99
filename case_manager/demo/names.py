"""Names as people in Bangladesh bear them, each in both scripts.

Every word is a pair (Latin, Bangla), so a name put together of words agrees with itself.
"""

from enum import StrEnum
from random import Random
from typing import NamedTuple

from case_manager.vocabulary import Sex


class Name(NamedTuple):
    en: str
    bn: str


class Faith(StrEnum):
    MUSLIM = "muslim"
    HINDU = "hindu"
    BUDDHIST = "buddhist"
    CHRISTIAN = "christian"


def _words(text: str) -> tuple[Name, ...]:
    return tuple(Name(*word.split("=")) for word in text.split())


_MD = Name("Md.", "মোঃ")
_MST = Name("Mst.", "মোছাঃ")

_MUSLIM_MEN = _words("""
Abdul=আব্দুল Abdur=আব্দুর Abdus=আব্দুস Abu=আবু Afzal=আফজাল Ahmed=আহমেদ Akbar=আকবর Alamgir=আলমগীর
Ali=আলী Amir=আমির Anwar=আনোয়ার Ashraf=আশরাফ Aslam=আসলাম Ayub=আইয়ুব Azizul=আজিজুল Babul=বাবুল
Bashir=বশির Billal=বিল্লাল Delwar=দেলোয়ার Ebrahim=ইব্রাহিম Emdadul=এমদাদুল Farid=ফরিদ Fazlul=ফজলুল
Golam=গোলাম Habibur=হাবিবুর Hafizur=হাফিজুর Harun=হারুন Hasan=হাসান Idris=ইদ্রিস Ismail=ইসমাইল
Jahangir=জাহাঙ্গীর Jalal=জালাল Jamal=জামাল Kamal=কামাল Khalil=খলিল Liaquat=লিয়াকত Lutfor=লুৎফর
Mahbub=মাহবুব Mannan=মান্নান Matiur=মতিউর Mizanur=মিজানুর Mofizul=মফিজুল Monir=মনির Mostafa=মোস্তফা
Motaleb=মোতালেব Nazrul=নজরুল Nurul=নুরুল Rafiqul=রফিকুল Rahim=রহিম Rashid=রশিদ Rezaul=রেজাউল
Sattar=সাত্তার Selim=সেলিম Shafiqul=শফিকুল Shahjahan=শাহজাহান Shamsul=শামসুল Siddiqur=সিদ্দিকুর
Siraj=সিরাজ Sohrab=সোহরাব Sultan=সুলতান Taher=তাহের Yakub=ইয়াকুব Yusuf=ইউসুফ Zahirul=জহিরুল
""")
_MUSLIM_MEN_LAST = _words("""
Rahman=রহমান Islam=ইসলাম Hossain=হোসেন Uddin=উদ্দিন Mia=মিয়া Ali=আলী Hoque=হক Sheikh=শেখ
Khan=খান Mollah=মোল্লা Sarker=সরকার Talukder=তালুকদার Howlader=হাওলাদার Bepari=বেপারী Akond=আকন্দ
Pramanik=প্রামানিক Mondol=মণ্ডল Sikder=সিকদার Fakir=ফকির Matubbar=মাতুব্বর Gazi=গাজী Prodhan=প্রধান
""")
_MUSLIM_WOMEN = _words("""
Aklima=আকলিমা Ambia=আম্বিয়া Amena=আমেনা Anowara=আনোয়ারা Asma=আসমা Ayesha=আয়েশা Bilkis=বিলকিস
Champa=চম্পা Delowara=দেলোয়ারা Fatema=ফাতেমা Feroza=ফিরোজা Gulnahar=গুলনাহার Hajera=হাজেরা
Halima=হালিমা Hasina=হাসিনা Hosne=হোসনে Jahanara=জাহানারা Jamila=জামিলা Jobeda=জোবেদা Julekha=জুলেখা
Kamrun=কামরুন Khadija=খাদিজা Kohinur=কোহিনূর Kulsum=কুলসুম Laila=লায়লা Lutfa=লুৎফা Mahmuda=মাহমুদা
Majeda=মাজেদা Maleka=মালেকা Marium=মরিয়ম Masuda=মাসুদা Meherun=মেহেরুন Momena=মোমেনা Monowara=মনোয়ারা
Morsheda=মোরশেদা Nasima=নাসিমা Nazma=নাজমা Nurjahan=নূরজাহান Parul=পারুল Parveen=পারভীন Rabeya=রাবেয়া
Rahela=রাহেলা Rahima=রহিমা Rasheda=রাশেদা Rehana=রেহানা Rezia=রেজিয়া Rokeya=রোকেয়া Romeza=রমেজা
Sabina=সাবিনা Safia=সাফিয়া Sajeda=সাজেদা Sakhina=সখিনা Salma=সালমা Samsunnahar=শামসুন্নাহার
Shahida=শাহিদা Shefali=শেফালী Shirin=শিরিন Sufia=সুফিয়া Taslima=তাসলিমা Tohura=তহুরা
Umme=উম্মে Zaheda=জাহেদা Zarina=জরিনা
""")
_MUSLIM_WOMEN_LAST_OLD = _words("""
Begum=বেগম Khatun=খাতুন Bewa=বেওয়া Bibi=বিবি Banu=বানু Nessa=নেছা
""")
_MUSLIM_WOMEN_LAST_YOUNG = _words("""
Begum=বেগম Khatun=খাতুন Akter=আক্তার Khanom=খানম Sultana=সুলতানা Parvin=পারভীন
""")
_HINDU_MEN = _words("""
Anil=অনিল Arun=অরুণ Ashok=অশোক Bimal=বিমল Biren=বীরেন Dilip=দিলীপ Dulal=দুলাল Gopal=গোপাল
Haripada=হরিপদ Jatin=যতীন Jogesh=যোগেশ Kalipada=কালীপদ Khokon=খোকন Krishna=কৃষ্ণ Madhab=মাধব
Manik=মানিক Narayan=নারায়ণ Nepal=নেপাল Nirmal=নির্মল Paresh=পরেশ Prodip=প্রদীপ Rabindra=রবীন্দ্র
Ramesh=রমেশ Ratan=রতন Sachin=শচীন Sankar=শংকর Subal=সুবল Sunil=সুনীল Swapan=স্বপন Tapan=তপন
""")
_HINDU_WOMEN = _words("""
Anjali=অঞ্জলি Aroti=আরতি Basanti=বাসন্তী Bina=বীণা Chhaya=ছায়া Dipali=দীপালি Durga=দুর্গা Gita=গীতা
Gouri=গৌরী Joyonti=জয়ন্তী Kalpana=কল্পনা Kamala=কমলা Lakshmi=লক্ষ্মী Malati=মালতী Maya=মায়া Minoti=মিনতি
Namita=নমিতা Niva=নিভা Parboti=পার্বতী Pratima=প্রতিমা Puspa=পুষ্প Rekha=রেখা Renu=রেণু Sabitri=সাবিত্রী
Sandhya=সন্ধ্যা Shanti=শান্তি Shila=শীলা Shushila=সুশীলা Sumitra=সুমিত্রা Usha=ঊষা
""")
_RANI = Name("Rani", "রানী")
_HINDU_LAST = _words("""
Das=দাস Roy=রায় Sarkar=সরকার Pal=পাল Mondal=মণ্ডল Biswas=বিশ্বাস Barman=বর্মন Saha=সাহা Shil=শীল
Haldar=হালদার Debnath=দেবনাথ Sutradhar=সূত্রধর Rabidas=রবিদাস Ghosh=ঘোষ Majhi=মাঝি
""")
_BUDDHIST_MEN = _words("""
Amar=অমর Bijoy=বিজয় Chai=চাই Kalpo=কল্প Mong=মং Nilo=নীল Priti=প্রীতি Shanti=শান্তি Sushil=সুশীল Uchai=উচাই
""")
_BUDDHIST_WOMEN = _words("""
Bina=বীণা Chandra=চন্দ্রা Hla=হ্লা Indra=ইন্দ্রা Ma=মা Mya=ম্যা Nani=ননী Puspa=পুষ্প Rupa=রূপা Sonali=সোনালী
""")
_BUDDHIST_LAST = _words("Chakma=চাকমা Marma=মারমা Tanchangya=তঞ্চঙ্গ্যা Barua=বড়ুয়া")
_CHRISTIAN_MEN = _words("""
Anthony=এন্থনি Augustine=আগস্টিন Dominic=ডমিনিক Francis=ফ্রান্সিস Joseph=যোসেফ Paul=পল Peter=পিটার
""")
_CHRISTIAN_WOMEN = _words("""
Agnes=এগনেস Cecilia=সিসিলিয়া Elizabeth=এলিজাবেথ Maria=মারিয়া Monica=মনিকা Rosa=রোজা Teresa=তেরেসা
""")
_CHRISTIAN_LAST = _words("Costa=কস্তা Gomes=গোমেজ Rozario=রোজারিও Sangma=সাংমা Mree=ম্রী Rema=রেমা")
_SECOND_PARTS = {
    "Abdul": _words("Karim=করিম Malek=মালেক Hamid=হামিদ Khaleque=খালেক Jabbar=জব্বার Aziz=আজিজ"),
    "Abdur": _words("Rahim=রহিম Razzak=রাজ্জাক Rob=রব Rouf=রউফ Rashid=রশিদ"),
    "Abdus": _words("Salam=সালাম Sobhan=সোবহান Samad=সামাদ Sattar=সাত্তার"),
    "Abu": _words("Taleb=তালেব Bakar=বকর Sayed=সাঈদ Hanif=হানিফ"),
    "Golam": _words("Mostafa=মোস্তফা Rabbani=রাব্বানী Kibria=কিবরিয়া"),
    "Hosne": _words("Ara=আরা"),
    "Kamrun": _words("Nahar=নাহার"),
    "Umme": _words("Kulsum=কুলসুম Habiba=হাবিবা"),
}
_OLD = 50


def compose_name(faith: Faith, sex: Sex, age: int, random: Random) -> Name:
    if faith is Faith.MUSLIM:
        return _muslim_name(sex, age, random)
    men, women, last = _OTHERS[faith]
    first = _pick(men if sex is Sex.MALE else women, random)
    if faith is Faith.HINDU and sex is Sex.FEMALE and random.random() < 0.6:
        return _joined(first, _RANI, _pick(last, random))
    return _joined(first, _pick(last, random))


def _muslim_name(sex: Sex, age: int, random: Random) -> Name:
    if sex is Sex.MALE:
        first, last = _pick(_MUSLIM_MEN, random), _pick(_MUSLIM_MEN_LAST, random)
        title, chance = _MD, 0.55
    else:
        first = _pick(_MUSLIM_WOMEN, random)
        last = _pick(_MUSLIM_WOMEN_LAST_OLD if age >= _OLD else _MUSLIM_WOMEN_LAST_YOUNG, random)
        title, chance = _MST, 0.25
    words = [title] if random.random() < chance else []
    words.append(first)
    if first.en in _SECOND_PARTS:
        words.append(_pick(_SECOND_PARTS[first.en], random))
    if last.en != first.en:
        words.append(last)
    return _joined(*words)


def _joined(*words: Name) -> Name:
    return Name(" ".join(word.en for word in words), " ".join(word.bn for word in words))


def _pick(words: tuple[Name, ...], random: Random) -> Name:
    return words[int(random.random() * len(words))]


_OTHERS = {
    Faith.HINDU: (_HINDU_MEN, _HINDU_WOMEN, _HINDU_LAST),
    Faith.BUDDHIST: (_BUDDHIST_MEN, _BUDDHIST_WOMEN, _BUDDHIST_LAST),
    Faith.CHRISTIAN: (_CHRISTIAN_MEN, _CHRISTIAN_WOMEN, _CHRISTIAN_LAST),
}
